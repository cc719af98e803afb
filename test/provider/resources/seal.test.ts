import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FactsStore, NO_FACTS, writeSpec } from '../../../src/cluster/index.js';
import { SealedStore } from '../../../src/custody/index.js';
import { DiskStore } from '../../../src/operation/index.js';
import { seal } from '../../../src/provider/resources/seal.js';
import { quorateSeal } from '../../../src/schema/resources/index.js';
import { spec } from '../../cluster/spec/example.js';
import { CLUSTER_ID, intent, reply } from '../../custody/support/initialization.js';
import { DIGEST } from '../../machines/checkout.js';
import { called } from './harness.js';

const SERVER = {
  environment: 'lab',
  kind: 'transit',
  image: DIGEST,
  id: 'seal-1a2b3c4d',
  status: 'running',
  address: 'https://127.64.206.7:8200',
  key_name: 'quorate-lab',
  mount_path: 'transit',
};

/** A project with a deployed cluster that nobody answers for, and its seal server's resource. */
async function project() {
  const folder = await mkdtemp(path.join(tmpdir(), 'seal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = new DiskStore(path.join(folder, '.quorate', 'lab'));
  await writeSpec(store, spec(['a-1a2b3c4d']));
  const sealed = new SealedStore(store, 'vault');
  await sealed.apply({ event: 'intend', intent });
  const confirm = async () => {
    await sealed.apply({ event: 'reply', reply });
    await sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  };
  return { resource: called(quorateSeal, seal, folder), facts: new FactsStore(store), confirm };
}

test('a seal server that may unseal a cluster is kept, and the message says what to do', async () => {
  const { resource, confirm } = await project();
  await confirm();
  const { state, diagnostics } = await resource.apply(SERVER, null);
  expect(diagnostics).toMatchObject([{ severity: 'ERROR', summary: expect.stringContaining('QRT-SEAL-IN-USE') }]);
  expect(JSON.stringify(diagnostics)).toContain('terraform untaint');
  expect(state).toEqual(SERVER);
});

test('it goes with a cluster that was ended on purpose, and with one that never came to be', async () => {
  const unborn = await project();
  expect(await unborn.resource.apply(SERVER, null)).toMatchObject({ state: null, diagnostics: [] });
  const ended = await project();
  await ended.confirm();
  await ended.facts.write({ ...NO_FACTS, dissolved: true });
  expect(await ended.resource.apply(SERVER, null)).toMatchObject({ state: null, diagnostics: [] });
});
