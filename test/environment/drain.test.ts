import { expect, it } from 'vitest';
import { writeSpec } from '../../src/cluster/index.js';
import { drain, type Environment } from '../../src/environment/index.js';
import { QuorateError } from '../../src/schema/index.js';
import { spec, THREE } from '../cluster/spec/example.js';
import { MemoryStore } from '../operation/support/memory-store.js';

const COPIES = {
  bucket: 'acme-snapshots',
  region: 'eu-west-1',
  prefix: '',
  endpoint: null,
  kms_key_id: null,
  credentials_file: null,
  thinned_by: 'storage',
} as const;

/** An environment with one machine; gives what its agent was asked for. */
async function draining(ships: boolean, copies: boolean, machine: 'running' | 'stopped' | 'not met') {
  const [store, asked] = [new MemoryStore(), [] as string[]];
  await writeSpec(store, {
    ...spec(THREE),
    audit: ships ? { ship_to: 'file:///mnt/audit', ca_file: null } : null,
    snapshots: copies ? { every: 3600, keep: { hourly: 1, daily: 0, weekly: 0 }, storage: COPIES } : null,
  });
  const note = (what: string) => async () => void asked.push(what);
  const agent = { leave: note('leave'), drainAudit: note('audit'), drainSnapshots: note('snapshots') };
  const environment = {
    store,
    site: async () => ({ state: async () => (machine === 'stopped' ? 'stopped' : 'running') }),
    agent: async () => {
      if (machine === 'not met') throw new QuorateError('QRT-NOT-MET', 'nobody has met it', 'Deploy again.');
      return agent;
    },
  } as unknown as Environment;
  await drain(environment, 'a-1a2b3c4d');
  return asked;
}

it('has the engine stop before the rest of its audit log is taken off', async () => {
  expect(await draining(true, true, 'running')).toEqual(['leave', 'audit', 'snapshots']);
});

it('takes snapshots off an engine that goes on', async () => {
  expect(await draining(false, true, 'running')).toEqual(['snapshots']);
});

it('asks nothing of a machine where nothing is shipped, that does not run, or that nobody has met', async () => {
  expect(await draining(false, false, 'running')).toEqual([]);
  expect(await draining(true, true, 'stopped')).toEqual([]);
  expect(await draining(true, true, 'not met')).toEqual([]);
});
