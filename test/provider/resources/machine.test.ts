import { cp } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FactsStore, NO_FACTS, writeSpec } from '../../../src/cluster/index.js';
import { SealedStore } from '../../../src/custody/index.js';
import { imageFolder } from '../../../src/image/index.js';
import { DiskStore } from '../../../src/operation/index.js';
import { isAlive } from '../../../src/process/index.js';
import { UNKNOWN } from '../../../src/provider/protocol/index.js';
import { machine } from '../../../src/provider/resources/machine.js';
import { quorateMachine } from '../../../src/schema/resources/index.js';
import { spec } from '../../cluster/spec/example.js';
import { CLUSTER_ID, intent, reply } from '../../custody/support/initialization.js';
import { checkout, DIGEST, eventually, processes } from '../../machines/checkout.js';
import { called } from './harness.js';

const CONFIG = { environment: 'lab', role: 'member', slot: 'a', zone: 'zone-1', image: DIGEST };

/** A project whose image is a stand-in, and its machine resource. */
async function project() {
  const place = await checkout();
  const projectDir = path.dirname(place.root);
  const { imagePath } = await place.spec();
  await cp(imagePath, imageFolder(path.join(place.root, 'images'), DIGEST), { recursive: true });
  const resource = called(quorateMachine, machine, projectDir);
  const make = async (slot = 'a') => {
    const { state, diagnostics } = await resource.apply(null, { ...CONFIG, slot, ...NEW });
    expect(diagnostics).toEqual([]);
    return state as { id: string; address: string; status: string };
  };
  const kill = async (id: string) => {
    const record = await place.driver.get(id);
    if (!record) throw new Error(`there is no ${id}`);
    const { agent, engine } = await processes(record);
    for (const one of [agent, engine]) process.kill(one.pid, 'SIGKILL');
    await eventually(`${id} is dead`, () => !isAlive(agent) && !isAlive(engine));
  };
  return { ...place, resource, make, kill };
}

const NEW = { id: UNKNOWN, address: UNKNOWN, status: 'running' };

test('is planned as running, made, and then seen as it was planned', async () => {
  const { resource, make } = await project();
  expect((await resource.plan(null, CONFIG)).planned).toMatchObject(NEW);
  const made = await make();
  expect(made).toMatchObject({ ...CONFIG, status: 'running', id: expect.stringMatching(/^a-/) });
  expect((await resource.read(made)).state).toEqual(made);
  const { planned, requires_replace } = await resource.plan(made, CONFIG);
  expect(planned).toEqual(made);
  expect(requires_replace).toEqual([]);
});

test('one machine of a healthy cluster that stopped is replaced, with the reason', async () => {
  const { resource, make, kill } = await project();
  const made = await make();
  await kill(made.id);
  const { state } = await resource.read(made);
  expect(state).toMatchObject({ status: 'stopped' });
  const { requires_replace, diagnostics } = await resource.plan({ ...made, status: 'stopped' }, CONFIG);
  expect(requires_replace).toEqual([{ steps: [{ attribute_name: 'status' }] }]);
  expect(diagnostics).toMatchObject([{ severity: 'WARNING', summary: `${made.id} has stopped` }]);
});

test('machines that stopped with most of their cluster are started again with their data, not replaced', async () => {
  const { resource, make, kill, root, driver } = await project();
  const [a, b, c] = [await make('a'), await make('b'), await make('c')];
  await writeSpec(new DiskStore(path.join(root, 'lab')), spec([a.id, b.id, c.id]));
  await kill(a.id);
  expect((await resource.read(a)).state).toMatchObject({ status: 'stopped' });
  await kill(b.id);
  const halted = (await resource.read(a)).state as Record<string, unknown>;
  expect(halted).toMatchObject({ status: 'halted' });
  const { planned, requires_replace } = await resource.plan(halted, CONFIG);
  expect(requires_replace).toEqual([]);
  const { state, diagnostics } = await resource.apply(halted, planned as Record<string, unknown>);
  expect(diagnostics).toEqual([]);
  expect(state).toMatchObject({ id: a.id, status: 'running' });
  expect(await driver.state(a.id)).toBe('running');
});

test('machines that a recovery of the quorum gave up are never started again with their data', async () => {
  const { resource, make, kill, root } = await project();
  const [a, b, c] = [await make('a'), await make('b'), await make('c')];
  const store = new DiskStore(path.join(root, 'lab'));
  await writeSpec(store, spec([a.id, b.id, c.id]));
  await kill(a.id);
  await kill(b.id);
  await new FactsStore(store).write({ ...NO_FACTS, declaredLost: [a.id, b.id] });
  expect((await resource.read(a)).state).toMatchObject({ status: 'stopped' });
});

test('machines of a cluster that another environment took over stay as they are', async () => {
  const { resource, make, kill, root } = await project();
  const made = await make();
  await kill(made.id);
  await new FactsStore(new DiskStore(path.join(root, 'lab'))).write({ ...NO_FACTS, movedTo: 'lab2' });
  const stopped = (await resource.read(made)).state as Record<string, unknown>;
  const { planned, requires_replace, diagnostics } = await resource.plan(stopped, CONFIG);
  expect(planned).toEqual(stopped);
  expect(requires_replace).toEqual([]);
  expect(diagnostics).toMatchObject([{ severity: 'WARNING', detail: expect.stringContaining('lab2') }]);
});

test('a machine that runs and does not answer is kept, with a warning (law 9)', async () => {
  const { resource, make, driver } = await project();
  const made = await make();
  const record = await driver.get(made.id);
  if (!record) throw new Error('the machine has no record');
  const { agent } = await processes(record);
  process.kill(agent.pid, 'SIGSTOP');
  const { state } = await resource.read(made);
  process.kill(agent.pid, 'SIGCONT');
  expect(state).toMatchObject({ status: 'unknown' });
  const { planned, requires_replace, diagnostics } = await resource.plan({ ...made, status: 'unknown' }, CONFIG);
  expect(planned).toMatchObject({ status: 'unknown' });
  expect(requires_replace).toEqual([]);
  expect(diagnostics).toMatchObject([{ severity: 'WARNING', summary: `${made.id} does not answer` }]);
});

test('a machine that nobody knows any more is gone from state', async () => {
  const { resource, make, driver } = await project();
  const made = await make();
  await driver.destroy(made.id);
  expect((await resource.read(made)).state).toBeNull();
});

test('a machine that may be a member is not stopped by its deletion: state keeps it, and it runs on', async () => {
  const { resource, make, driver, root } = await project();
  const made = await make();
  const store = new DiskStore(path.join(root, 'lab'));
  await writeSpec(store, spec([made.id]));
  const sealed = new SealedStore(store, 'vault');
  await sealed.apply({ event: 'intend', intent });
  await sealed.apply({ event: 'reply', reply });
  await sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  const { state, diagnostics } = await resource.apply(made, null);
  expect(diagnostics).toMatchObject([
    { severity: 'ERROR', summary: expect.stringContaining('QRT-MEMBERSHIP-UNREADABLE') },
  ]);
  expect(state).toEqual(made);
  expect(await driver.state(made.id)).toBe('running');
});

test('a machine that never was in a cluster is deleted whole', async () => {
  const { resource, make, driver } = await project();
  const made = await make();
  const { state, diagnostics } = await resource.apply(made, null);
  expect(diagnostics).toEqual([]);
  expect(state).toBeNull();
  expect(await driver.state(made.id)).toBe('gone');
});
