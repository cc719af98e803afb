import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type PgpKeyPair, SealedStore } from '../../../src/custody/index.js';
import { DiskStore } from '../../../src/operation/index.js';
import { CLUSTER_ID, intent, reply } from '../../custody/support/initialization.js';
import type { Lab } from '../support/lab.js';
import { Evidence } from './support/evidence.js';
import { formerPerson, heldBy, labOfPeople, person, signer } from './support/people.js';
import { processesIn } from './support/process-tree.js';
import { expectVerified } from './support/verified.js';

vi.setConfig({ testTimeout: 600_000 });

let lab: Lab;
let evidence: Evidence;
let people: PgpKeyPair[];

beforeAll(async () => {
  lab = await labOfPeople('refused');
  evidence = new Evidence(lab);
  people = [await person(), await person()];
});
afterAll(() => lab.remove());

/** cdktf sometimes ends before it has written why; a refusal changes nothing and can be asked for again. */
async function refusal(variables: Readonly<Record<string, string>>) {
  const deploy = () => lab.cdktf(['deploy', lab.environment, '--auto-approve'], { variables });
  const outcome = await deploy();
  return outcome.text.includes('Error:') ? outcome : await deploy();
}

/** Deploys, and expects a refusal that left nothing: no machine, no process. */
async function expectRefused(code: string, variables = heldBy(...people)): Promise<string> {
  const { exitCode, text } = await refusal(variables);
  expect(exitCode).toBe(1);
  expect(text).toContain(code);
  expect(evidence.machines()).toEqual([]);
  expect(processesIn(lab.folder)).toEqual([]);
  return text.replace(/\s+/g, ' ');
}

it('refuses a working store that cannot be written, before anything is made', async () => {
  mkdirSync(lab.store, { recursive: true });
  writeFileSync(path.join(lab.store, 'working'), 'a file where the folder should be');
  try {
    expect(await expectRefused('QRT-WORKING-STORE')).toContain('Nothing was changed');
  } finally {
    rmSync(path.join(lab.store, 'working'));
  }
});

it.each([
  ['that can only sign', signer, 'has no valid subkey for encryption'],
  ['that has expired', formerPerson, 'has expired on'],
])('refuses a share holder with a key %s, before anything is made', async (_, make, reason) => {
  const [first] = people;
  const text = await expectRefused('QRT-PGP-KEY', heldBy(...(first ? [first] : []), await make()));
  expect(text).toContain(`the PGP key of recipient 2 ${reason}`);
  expect(text).toContain('Ask its owner for a present export');
});

it('refuses to begin anew where the sealed store holds a confirmed cluster of this name', async () => {
  const sealed = new SealedStore(new DiskStore(lab.store), 'vault');
  await sealed.apply({ event: 'intend', intent });
  await sealed.apply({ event: 'reply', reply });
  await sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  const before = await sealed.read();
  expect(await expectRefused('QRT-INIT-EXISTS')).toContain('archive the entry first');
  expect(await sealed.read()).toEqual(before);
  await sealed.apply({ event: 'archive', reason: 'its data is not needed' });
});

it('deploys once all of that is cured, and the keys of the earlier cluster are still there', async () => {
  await lab.deploy(heldBy(...people));
  await expectVerified(lab, { holders: people, archived: [intent.operation] });
});
