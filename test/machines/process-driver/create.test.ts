import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isAlive } from '../../../src/process/index.js';
import { identityDocument } from '../../../src/schema/index.js';
import { checkout, processes } from '../checkout.js';
import { createElsewhere } from '../create-elsewhere.js';
import { processesOf } from '../processes-of.js';

test('a created machine runs, answers, and has an address of its own in the loopback network', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create(await spec());
  expect(machine).toMatchObject({ environment: 'lab', role: 'member', slot: 'a', zone: 'zone-1', claimed: false });
  expect(machine.id).toMatch(/^a-[0-9a-z]{8}$/);
  expect(machine.address).toMatch(/^127\.(6[4-9]|[78]\d|9[0-5])\.\d+\.\d+$/);
  expect(await driver.state(machine.id)).toBe('running');
  expect(isAlive((await processes(machine)).agent)).toBe(true);
});

test('the identity document says what the record says, and nothing secret', async () => {
  const { driver, spec } = await checkout();
  const { id, home, address, image } = await driver.create(await spec());
  const identity = identityDocument.strict().parse(JSON.parse(await readFile(join(home, 'identity.json'), 'utf8')));
  expect(identity).toEqual({
    environment: 'lab',
    machine_id: id,
    role: 'member',
    slot: 'a',
    zone: 'zone-1',
    address,
    image,
  });
});

test('folders and files of a machine are private', async () => {
  const { driver, spec } = await checkout();
  const { home } = await driver.create(await spec());
  for (const name of [
    '',
    'data',
    'tls',
    'config',
    'logs',
    'identity.json',
    'machine.json',
    'agent.pid',
    'logs/agent.log',
  ]) {
    expect((await stat(join(home, name))).mode & 0o077, name).toBe(0);
  }
});

test('the seal machine is named after its role', async () => {
  const { driver, spec } = await checkout();
  const machine = await driver.create({ ...(await spec()), role: 'seal', slot: 'seal' });
  expect(machine.id).toMatch(/^seal-[0-9a-z]{8}$/);
});

test('nothing of the environment of the deploy reaches the machine', async () => {
  const { driver, spec } = await checkout();
  vi.stubEnv('VAULT_TOKEN', 'canary-51c2');
  const { agent } = await processes(await driver.create(await spec()));
  vi.stubEnv('VAULT_TOKEN', undefined);
  expect(await readFile(`/proc/${agent.pid}/environ`, 'utf8')).not.toContain('canary-51c2');
});

test('machines created in parallel, by several processes, have addresses of their own', async () => {
  const { driver, root, spec } = await checkout();
  const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map((slot) => spec(slot)));
  if (!a || !b || !c || !d) throw new Error('four specs');
  const elsewhere = [createElsewhere(root, a), createElsewhere(root, b)];
  await Promise.all([driver.create(c), driver.create(d), ...elsewhere.map(({ created }) => created)]);
  const machines = await driver.list('lab');
  expect(machines.map(({ slot }) => slot)).toEqual(['a', 'b', 'c', 'd']);
  expect(new Set(machines.map(({ address }) => address)).size).toBe(4);
});

test('parallel creates of the same slot make two machines', async () => {
  const { driver, spec } = await checkout();
  const machines = await Promise.all([driver.create(await spec()), driver.create(await spec())]);
  expect(new Set(machines.map(({ id }) => id)).size).toBe(2);
});

test('an agent that ends at once is an error with the end of its log, and nothing is left', async () => {
  const { driver, folder, root, runtime, spec } = await checkout();
  await expect(driver.create(await spec('a', 'crash'))).rejects.toMatchObject({
    code: 'QRT-MACHINE-START',
    message: expect.stringMatching(/process of its agent has ended[\s\S]*the seal is of the wrong kind/),
  });
  expect(await readdir(join(root, 'lab', 'machines'))).toEqual([]);
  expect(await readdir(join(runtime, 'addresses'))).toEqual([]);
  expect(processesOf(folder)).toEqual([]);
});

test('an agent that never answers is stopped with its engine, and nothing is left', async () => {
  const { driver, folder, root, runtime, spec } = await checkout({ startMs: 500, answerMs: 200 });
  await expect(driver.create(await spec('a', 'mute'))).rejects.toMatchObject({
    code: 'QRT-MACHINE-START',
    message: expect.stringMatching(/did not answer within 0.5 s/),
  });
  expect(await readdir(join(root, 'lab', 'machines'))).toEqual([]);
  expect(await readdir(runtime)).toEqual(['addresses']);
  expect(processesOf(folder)).toEqual([]);
});

test('a missing image is refused before anything is made', async () => {
  const { driver, root, spec } = await checkout();
  const create = driver.create({ ...(await spec()), imagePath: join(root, 'images', 'missing') });
  await expect(create).rejects.toMatchObject({ code: 'QRT-IMAGE-MISSING' });
  expect(await driver.list('lab')).toEqual([]);
});
