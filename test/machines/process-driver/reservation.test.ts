import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { randomMachineAddress } from '../../../src/machines/loopback.js';
import { releaseAddress, reservationsOf, reserveAddress } from '../../../src/machines/process-driver/reservation.js';
import { runtimeDirectory } from '../../../src/process/index.js';
import { temporaryFolder } from '../../process/helpers.js';

async function setUp() {
  vi.stubEnv('XDG_RUNTIME_DIR', await temporaryFolder());
  const runtime = await runtimeDirectory();
  const request = {
    machine: 'a-00000000',
    home: '/project/.quorate/lab/machines/a-00000000',
    taken: new Set<string>(),
  };
  return { runtime, request, reserved: () => readdir(join(runtime, 'addresses')) };
}

/** Draws these addresses, the last one for ever. */
function drawing(...addresses: string[]): () => string {
  return () => (addresses.length > 1 ? addresses.shift() : addresses[0]) ?? '';
}

/** Something that listens on one of the engine's ports of an address. */
async function occupiedAddress(port: number): Promise<string> {
  const address = randomMachineAddress();
  const squatter = createServer();
  await new Promise<void>((listening) => squatter.listen(port, address, listening));
  onTestFinished(() => void squatter.close());
  return address;
}

test.each([8200, 8201, 8202])('an address whose port %i is in use is passed over', async (port) => {
  const { request, reserved } = await setUp();
  const [occupied, free] = [await occupiedAddress(port), randomMachineAddress()];
  expect(await reserveAddress(request, drawing(occupied, free))).toBe(free);
  expect(await reserved()).toEqual([free]);
});

test('an address that was reserved, or that a stopped machine has, is passed over', async () => {
  const { request } = await setUp();
  const [first, second, third] = [randomMachineAddress(), randomMachineAddress(), randomMachineAddress()];
  expect(await reserveAddress(request, drawing(first))).toBe(first);
  const other = { ...request, machine: 'b-00000000', taken: new Set([second]) };
  expect(await reserveAddress(other, drawing(first, second, third))).toBe(third);
});

test('when no address is free that is an error with the cure, and nothing stays reserved', async () => {
  const { request, reserved } = await setUp();
  await expect(reserveAddress(request, drawing(await occupiedAddress(8202)))).rejects.toMatchObject({
    code: 'QRT-ADDRESS-IN-USE',
    cure: expect.stringContaining('ss -ltnp'),
  });
  expect(await reserved()).toEqual([]);
});

test('only the machine that has it gives an address back', async () => {
  const { request, reserved, runtime } = await setUp();
  const address = await reserveAddress(request);
  const socket = join(runtime, 'any.sock');
  await releaseAddress({ address, id: 'b-00000000', socket });
  expect(await reserved()).toEqual([address]);
  await releaseAddress({ address, id: request.machine, socket });
  expect(await reserved()).toEqual([]);
});

test('reservations are found by the environment of their machines', async () => {
  const { request } = await setUp();
  await reserveAddress(request);
  const machines = async (folder: string) => (await reservationsOf(folder)).map(({ machine }) => machine);
  expect(await machines('/project/.quorate/lab/machines')).toEqual(['a-00000000']);
  expect(await machines('/project/.quorate/la')).toEqual([]);
});
