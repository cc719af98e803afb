import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProcessDriver } from '../../../src/machines/index.js';
import { identityOf, isAlive } from '../../../src/process/index.js';
import { checkout, eventually, exists, processes } from '../checkout.js';
import { processesOf } from '../processes-of.js';

test('a destroyed machine leaves no process, folder, socket or reservation', async () => {
  const { driver, folder, runtime, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent, engine } = await processes(machine);
  await driver.destroy(machine.id);
  expect([agent, engine].filter(isAlive)).toEqual([]);
  expect(await exists(machine.home)).toBe(false);
  expect(await exists(machine.socket)).toBe(false);
  expect(await readdir(join(runtime, 'addresses'))).toEqual([]);
  expect(processesOf(folder)).toEqual([]);
  await driver.destroy(machine.id);
});

test('the agent is asked first, so that a leader can hand over', async () => {
  const { driver, root, spec } = await checkout();
  const machine = await driver.create(await spec());
  await driver.destroy(machine.id);
  expect(await exists(join(root, 'lab', `${machine.id}.graceful`))).toBe(true);
});

test('agent and engine that do not obey are killed', async () => {
  const { driver, spec } = await checkout({ wipeGraceMs: 100 });
  const machine = await driver.create(await spec('a', 'stubborn'));
  const { agent, engine } = await processes(machine);
  await driver.destroy(machine.id);
  expect([agent, engine].filter(isAlive)).toEqual([]);
});

test('an engine that lost its agent is stopped all the same', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent, engine } = await processes(machine);
  process.kill(agent.pid, 'SIGKILL');
  await eventually('the agent is gone', () => !isAlive(agent));
  expect(isAlive(engine)).toBe(true);
  await driver.destroy(machine.id);
  expect(isAlive(engine)).toBe(false);
});

test('a process that got the pid later survives the destruction', async () => {
  const { driver, spec } = await checkout();
  const [machine, bystander] = [await driver.create(await spec('a')), await driver.create(await spec('b'))];
  const innocent = (await processes(bystander)).agent;
  await driver.stop(machine.id);
  for (const name of ['agent.pid', 'engine.pid']) {
    await writeFile(join(machine.home, name), JSON.stringify({ ...innocent, startTime: innocent.startTime - 1 }));
  }
  await driver.destroy(machine.id);
  expect(await driver.state(machine.id)).toBe('gone');
  expect(await driver.state(bystander.id)).toBe('running');
});

test('a copy of the environment in another checkout goes on working, and its destruction reaches the machine', async () => {
  const { driver, folder, root, runtime, spec } = await checkout();
  const machine = await driver.create(await spec());
  const copied = join(folder, 'elsewhere', 'deeper', '.quorate');
  await cp(root, copied, { recursive: true });
  const copy = new ProcessDriver(copied);
  expect(await copy.get(machine.id)).toEqual(machine);
  expect(await copy.state(machine.id)).toBe('running');
  await copy.claim(machine.id);
  expect((await driver.get(machine.id))?.claimed).toBe(true);

  await copy.destroy(machine.id);
  expect(await copy.state(machine.id)).toBe('gone');
  expect(await driver.state(machine.id)).toBe('gone');
  expect(await exists(machine.home)).toBe(false);
  expect(processesOf(folder)).toEqual([]);
  expect(await readdir(join(runtime, 'addresses'))).toEqual([]);
});

test('a machine restarted since its environment was copied is still found by its home', async () => {
  const { driver, folder, root, spec } = await checkout();
  const machine = await driver.create(await spec());
  const copied = join(folder, 'elsewhere', '.quorate');
  await cp(root, copied, { recursive: true });
  await driver.stop(machine.id);
  expect((await driver.create(await spec())).id).toBe(machine.id);
  const copy = new ProcessDriver(copied);
  expect(await copy.state(machine.id)).toBe('running');
  await copy.sweep('lab');
  expect(processesOf(folder)).toEqual([]);
});

test('an environment that was moved while its machines ran can be removed from its new place', async () => {
  const { folder, root, driver, spec } = await checkout();
  await driver.create(await spec());
  const moved = join(folder, 'elsewhere', '.quorate');
  await mkdir(join(folder, 'elsewhere'));
  await rename(root, moved);
  await new ProcessDriver(moved).sweep('lab');
  expect(await readdir(join(moved, 'lab', 'machines'))).toEqual([]);
  expect(processesOf(folder)).toEqual([]);
});

test('a record that claims a home which is not its own does not get that folder wiped', async () => {
  const { driver, folder, root, spec } = await checkout();
  const machine = await driver.create(await spec());
  await driver.stop(machine.id);
  const precious = join(folder, 'precious', machine.id);
  await mkdir(precious, { recursive: true });
  await writeFile(
    join(root, 'lab', 'machines', machine.id, 'machine.json'),
    JSON.stringify({ ...machine, home: precious }),
  );
  await driver.destroy(machine.id);
  expect(await driver.state(machine.id)).toBe('gone');
  expect(await exists(precious)).toBe(true);
});

test('a machine whose folder was removed by hand while it ran is swept all the same', async () => {
  const { driver, folder, root, runtime, spec } = await checkout();
  const machine = await driver.create(await spec());
  const { agent, engine } = await processes(machine);
  await rm(root, { recursive: true });
  await driver.sweep('lab');
  expect([agent, engine].filter(isAlive)).toEqual([]);
  expect(processesOf(folder)).toEqual([]);
  expect(await readdir(join(runtime, 'addresses'))).toEqual([]);
});

test('a sweep removes every machine, and what killed creates left', async () => {
  const { driver, folder, root, runtime, spec } = await checkout();
  const machines = await Promise.all([driver.create(await spec('a')), driver.create(await spec('b'))]);
  const [first] = machines;
  const unreadable = await driver.create(await spec('c'));
  await writeFile(join(unreadable.home, 'machine.json'), '{"schema":2}');
  await mkdir(join(root, 'lab', 'machines', 'd-00000000', 'data'), { recursive: true });
  const creator = identityOf();
  await writeFile(
    join(runtime, 'addresses', '127.64.1.1'),
    JSON.stringify({ machine: 'd-00000000', home: join(root, 'lab', 'machines', 'd-00000000'), creator }),
  );
  const other = join(runtime, 'addresses', '127.64.1.2');
  const theirs = { machine: 'e-00000000', home: '/elsewhere/lab/machines/e-00000000', creator };
  await writeFile(other, JSON.stringify(theirs));

  await driver.sweep('lab');
  expect(await driver.state(String(first?.id))).toBe('gone');
  expect(await readdir(join(root, 'lab', 'machines'))).toEqual([]);
  expect(await readdir(join(runtime, 'addresses'))).toEqual(['127.64.1.2']);
  expect(processesOf(folder)).toEqual([]);
  await driver.sweep('lab');
  await driver.sweep('never-made');
});
