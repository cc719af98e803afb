import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { checkout, eventually } from '../checkout.js';
import { processesOf } from '../processes-of.js';

test('an aborted create ends within 20 ms, and the next one finishes it', async () => {
  const { driver, spec } = await checkout();
  const wanted = await spec();
  const controller = new AbortController();
  const create = driver.create(wanted, controller.signal);
  create.catch(() => {});
  await eventually('the machine is recorded', async () => (await driver.list('lab')).length === 1);
  const since = performance.now();
  controller.abort(new Error('Ctrl-C'));
  await expect(create).rejects.toThrow('Ctrl-C');
  expect(performance.now() - since).toBeLessThan(20);

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

test('an aborted destroy ends within 20 ms, and the next one finishes it', async () => {
  const { driver, folder, spec } = await checkout({ agentGraceMs: 500 });
  const { id } = await driver.create(await spec('a', 'stubborn'));
  const controller = new AbortController();
  const destroy = driver.destroy(id, controller.signal);
  const since = performance.now();
  setImmediate(() => controller.abort(new Error('Ctrl-C')));
  await expect(destroy).rejects.toThrow('Ctrl-C');
  expect(performance.now() - since).toBeLessThan(20);
  expect(await driver.get(id)).not.toBeNull();
  await driver.destroy(id);
  expect(await driver.state(id)).toBe('gone');
  expect(processesOf(folder)).toEqual([]);
});
