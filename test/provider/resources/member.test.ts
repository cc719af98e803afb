import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeSpec } from '../../../src/cluster/index.js';
import { SealedStore } from '../../../src/custody/index.js';
import { DiskStore } from '../../../src/operation/index.js';
import { member } from '../../../src/provider/resources/member.js';
import { quorateMember } from '../../../src/schema/resources/index.js';
import { spec } from '../../cluster/spec/example.js';
import { CLUSTER_ID, intent, reply } from '../../custody/support/initialization.js';
import { DIGEST } from '../../machines/checkout.js';
import { called } from './harness.js';

const WANTED = 'a-1a2b3c4d';
const LEFT = 'a-5e6f7a8b';

const enrolment = (machine_id: string) => ({
  environment: 'lab',
  machine_id,
  address: '127.64.206.7',
  slot: 'a',
  zone: 'zone-1',
  image: DIGEST,
  engine_version: '1.21.1',
  cluster_name: 'vault',
  balancer_address: '127.64.206.8',
  id: machine_id,
  enrolled: true,
});

/** A deployed cluster that nobody answers for, and its enrolments. */
async function deployed() {
  const folder = await mkdtemp(path.join(tmpdir(), 'member-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = new DiskStore(path.join(folder, '.quorate', 'lab'));
  await writeSpec(store, spec([WANTED]));
  const sealed = new SealedStore(store, 'vault');
  await sealed.apply({ event: 'intend', intent });
  await sealed.apply({ event: 'reply', reply });
  await sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  return called(quorateMember, member, folder);
}

test('the older one of two enrolments of a machine that is wanted ends without a word: the machine stays a member', async () => {
  const resource = await deployed();
  expect(await resource.apply(enrolment(WANTED), null)).toMatchObject({ state: null, diagnostics: [] });
});

test('the enrolment of a machine that is wanted no more is kept until its removal is proven', async () => {
  const resource = await deployed();
  const { state, diagnostics } = await resource.apply(enrolment(LEFT), null);
  expect(diagnostics).toMatchObject([
    { severity: 'ERROR', summary: expect.stringContaining('QRT-MEMBERSHIP-UNREADABLE') },
  ]);
  expect(state).toEqual(enrolment(LEFT));
});
