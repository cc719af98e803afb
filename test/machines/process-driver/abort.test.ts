import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ProcessDriver } from '../../../src/machines/index.js';
import { checkout, eventually } from '../checkout.js';
import { processesOf } from '../processes-of.js';

/** Milliseconds: nothing beside the 60 s that would be waited without the abort. */
const AT_ONCE = 5_000;

test('an aborted create ends, and the next one finishes it', async () => {
  const { driver, spec } = await checkout();
  const wanted = await spec();
  const controller = new AbortController();
  const create = driver.create(wanted, controller.signal);
  create.catch(() => {});
  await eventually('the machine is recorded', async () => (await driver.list('lab')).length === 1);
  controller.abort(new Error('Ctrl-C'));
  await expect(create).rejects.toThrow('Ctrl-C');

  const [begun] = await driver.list('lab');
  const machine = await driver.create(wanted);
  expect(machine.id).toBe(begun?.id);
  expect(await driver.state(machine.id)).toBe('running');
});

test('an abort before the start makes nothing', async () => {
  const { driver, spec } = await checkout();
  await expect(driver.create(await spec(), AbortSignal.abort(new Error('Ctrl-C')))).rejects.toThrow('Ctrl-C');
  expect(await driver.list('lab')).toEqual([]);
});

test('what an aborted create has begun is swept', async () => {
  const { driver, folder, runtime, spec } = await checkout();
  const controller = new AbortController();
  const create = driver.create(await spec(), controller.signal);
  create.catch(() => {});
  await eventually('the agent is started', () => processesOf(folder).length > 0);
  controller.abort(new Error('Ctrl-C'));
  await expect(create).rejects.toThrow('Ctrl-C');
  await driver.sweep('lab');
  expect(processesOf(folder)).toEqual([]);
  expect(await readdir(`${runtime}/addresses`)).toEqual([]);
});

test('an aborted destroy ends at once, and the next one finishes it', async () => {
  const { driver, folder, root, spec } = await checkout({ wipeGraceMs: 60_000 });
  const { id } = await driver.create(await spec('a', 'stubborn'));
  const controller = new AbortController();
  const destroy = driver.destroy(id, controller.signal);
  const since = performance.now();
  setImmediate(() => controller.abort(new Error('Ctrl-C')));
  await expect(destroy).rejects.toThrow('Ctrl-C');
  expect(performance.now() - since).toBeLessThan(AT_ONCE);
  expect(await driver.get(id)).not.toBeNull();
  await new ProcessDriver(root, { wipeGraceMs: 0 }).destroy(id);
  expect(await driver.state(id)).toBe('gone');
  expect(processesOf(folder)).toEqual([]);
});
