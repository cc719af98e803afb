import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftovers } from '../../../src/machines/process-driver/leftovers.js';
import { identityOf, type ProcessIdentity } from '../../../src/process/index.js';
import { checkout } from '../checkout.js';

const ADDRESS = '127.64.1.1';
const BEGUN = 'a-00000000';

/** A machine's folder and address as a create leaves them that is killed right before it writes the record. */
async function halfMade(creator: ProcessIdentity | null) {
  const project = await checkout();
  const machines = join(project.root, 'lab', 'machines');
  const addresses = join(project.runtime, 'addresses');
  await mkdir(join(machines, BEGUN, 'logs'), { recursive: true });
  await writeFile(join(machines, BEGUN, 'identity.json'), '{}');
  await mkdir(addresses);
  await writeFile(join(addresses, ADDRESS), JSON.stringify({ machine: BEGUN, home: join(machines, BEGUN), creator }));
  return { ...project, machines, left: async () => [...(await readdir(machines)), ...(await readdir(addresses))] };
}

const alive = identityOf();
const dead = alive && { ...alive, startTime: alive.startTime - 1 };

test('the next create removes what one left that was killed before it had written a record', async () => {
  const { driver, spec, left } = await halfMade(dead);
  const machine = await driver.create(await spec());
  expect(await left()).toEqual([machine.id, machine.address]);
});

test('what a living create is making is left to it', async () => {
  const { machines, left } = await halfMade(alive);
  await removeLeftovers(machines);
  expect(await left()).toEqual([BEGUN, ADDRESS]);
});

test('a folder without record and address, and an address without folder, are both removed', async () => {
  const { machines, runtime, left } = await halfMade(dead);
  await mkdir(join(machines, 'b-00000000'));
  const reservation = { machine: 'c-00000000', home: join(machines, 'c-00000000'), creator: dead };
  await writeFile(join(runtime, 'addresses', '127.64.1.2'), JSON.stringify(reservation));
  await removeLeftovers(machines);
  expect(await left()).toEqual([]);
});

test('a machine with a record is never touched, whoever made it', async () => {
  const { driver, machines, spec } = await halfMade(dead);
  const machine = await driver.create(await spec());
  await removeLeftovers(machines);
  expect(await driver.state(machine.id)).toBe('running');
});
