import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../../src/process/index.js';
import { checkout, eventually, exists, processes } from '../checkout.js';

test('a machine that nobody knows is gone', async () => {
  const { driver } = await checkout();
  expect(await driver.state('a-00000000')).toBe('gone');
  expect(await driver.get('a-00000000')).toBeNull();
});

test('nothing but a machine id is looked for: it becomes a path', async () => {
  const { driver, folder, spec } = await checkout();
  const { id } = await driver.create(await spec());
  for (const path of [`../machines/${id}`, `${id}/`, '..', '']) {
    expect(await driver.state(path), path).toBe('gone');
    await driver.destroy(path);
  }
  expect(await driver.state(id)).toBe('running');
  expect(await exists(folder)).toBe(true);
});

test('a machine whose agent was killed is stopped', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent } = await processes(machine);
  process.kill(agent.pid, 'SIGKILL');
  await eventually('the agent is gone', () => !isAlive(agent));
  expect(await driver.state(machine.id)).toBe('stopped');
});

test('a pid that was used again does not make a machine running', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent } = await processes(machine);
  await writeFile(join(machine.home, 'agent.pid'), JSON.stringify({ ...agent, startTime: agent.startTime - 1 }));
  expect(await driver.state(machine.id)).toBe('stopped');
  await writeFile(join(machine.home, 'agent.pid'), JSON.stringify(agent));
});

test('a machine that runs and does not answer is unknown, not down', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent } = await processes(machine);
  process.kill(agent.pid, 'SIGSTOP');
  expect(await driver.state(machine.id)).toBe('unknown');
  process.kill(agent.pid, 'SIGCONT');
  await eventually('it answers again', async () => (await driver.state(machine.id)) === 'running');
});

test('a stopped machine keeps its data', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent, engine } = await processes(machine);
  await driver.stop(machine.id);
  expect([agent, engine].filter(isAlive)).toEqual([]);
  expect(await driver.state(machine.id)).toBe('stopped');
  expect(await readFile(join(machine.home, 'data', 'raft.db'), 'utf8')).toBe('data');
});

test('a record that cannot be understood is an error, not an absent machine', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  const record = join(machine.home, 'machine.json');
  const content = await readFile(record, 'utf8');
  await writeFile(record, '{}');
  await expect(driver.state(machine.id)).rejects.toMatchObject({ code: 'QRT-MACHINE-RECORD' });
  await expect(driver.list('lab')).rejects.toMatchObject({ code: 'QRT-MACHINE-RECORD' });
  await writeFile(record, content);
});
