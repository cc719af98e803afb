import { join } from 'node:path';
import { expect, test } from 'vitest';
import { subfolders } from '../../../src/machines/process-driver/record-files.js';
import { checkout, DIGEST, eventually, exists, processes } from '../checkout.js';
import { createElsewhere } from '../create-elsewhere.js';
import { processesOf } from '../processes-of.js';

/** Moments of a create, as what has just come into being. */
const MOMENTS = [
  ['the record is written', (home: string) => join(home, 'machine.json')],
  ['the agent is started', (home: string) => join(home, 'agent.pid')],
  ['the engine is started', (home: string) => join(home, 'engine.pid')],
] as const;

test.each(MOMENTS)('a create killed when %s is finished by the next one', async (_, file) => {
  const { driver, folder, root, spec } = await checkout();
  const machines = join(root, 'lab', 'machines');
  const killed = createElsewhere(root, await spec());
  await eventually('the moment came', async () => {
    const [id] = await subfolders(machines);
    return id !== undefined && (await exists(file(join(machines, id))));
  });
  await killed.kill();
  const [begun] = await subfolders(machines);

  const machine = await driver.create(await spec());
  expect(machine.id).toBe(begun);
  expect(await driver.state(machine.id)).toBe('running');
  expect(await driver.list('lab')).toHaveLength(1);
  expect(processesOf(join(folder, 'checkout'))).toEqual([(await processes(machine)).agent.pid]);
});

test('a create whose reply was lost is adopted: same machine, same process', async () => {
  const { driver, root, spec } = await checkout();
  const first = createElsewhere(root, await spec());
  const lost = JSON.parse(await first.created);
  const before = await processes(lost);
  await first.kill();
  const adopted = await driver.create(await spec());
  expect(adopted.id).toBe(lost.id);
  expect(await processes(adopted)).toEqual(before);
});

test('a claimed machine is never adopted', async () => {
  const { driver, spec } = await checkout();
  const first = await driver.create(await spec());
  await driver.claim(first.id);
  expect(await driver.get(first.id)).toEqual({ ...first, claimed: true });
  expect((await driver.create(await spec())).id).not.toBe(first.id);
});

test('a machine that was claimed and disowned again is adopted: no state holds it any more', async () => {
  const { driver, spec } = await checkout();
  const first = await driver.create(await spec());
  await driver.claim(first.id);
  await driver.disown(first.id);
  expect((await driver.create(await spec())).id).toBe(first.id);
  await driver.disown('z-00000000');
});

test('only a machine of the same environment, role, slot, zone and image is adopted', async () => {
  const { driver, spec } = await checkout();
  const same = await spec();
  const first = await driver.create(same);
  const others = [{ slot: 'b' }, { zone: 'zone-2' }, { image: DIGEST.replace('0', '1') }, { role: 'seal' as const }];
  for (const other of others) expect((await driver.create({ ...same, ...other })).id).not.toBe(first.id);
  expect((await driver.create(same)).id).toBe(first.id);
});

test('a seal server is adopted whatever its image, because there is never a second one', async () => {
  const { driver, spec } = await checkout();
  const seal = { ...(await spec('seal')), role: 'seal' as const };
  const first = await driver.create(seal);
  expect((await driver.create({ ...seal, image: DIGEST.replace('0', '1') })).id).toBe(first.id);
});

test('a machine whose creator still runs is left to it', async () => {
  const { driver, root, spec } = await checkout({ creatorMs: 100 });
  const living = createElsewhere(root, await spec());
  const theirs = JSON.parse(await living.created);
  expect((await driver.create(await spec())).id).not.toBe(theirs.id);
});

test('a begun machine that does not come up is left for the sweep, and a new one is made', async () => {
  const { driver, spec } = await checkout({ startMs: 5_000, answerMs: 200 });
  const begun = await driver.create(await spec());
  const { agent } = await processes(begun);
  process.kill(agent.pid, 'SIGSTOP');
  const machine = await driver.create(await spec());
  expect(machine.id).not.toBe(begun.id);
  expect((await driver.list('lab')).map(({ id }) => id)).toContain(begun.id);
  process.kill(agent.pid, 'SIGCONT');
});
