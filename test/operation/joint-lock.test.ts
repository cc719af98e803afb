import { expect, test } from 'vitest';
import { currentHolder, DiskStore, JointLock, OperationLock } from '../../src/operation/index.js';
import { temporaryFolder } from './support/temporary-folder.js';

const operation = 'deploy-1';

async function original() {
  return { own: new DiskStore(await temporaryFolder()), copy: new DiskStore(await temporaryFolder()) };
}

test('holds every store, with the fencing token of its own, and gives all of them back', async () => {
  const { own, copy } = await original();
  await (await OperationLock.acquire(copy, { operation: 'earlier' })).release();
  const lock = await JointLock.acquire(copy, [own], { operation });
  expect(lock.token).toBe(2);
  for (const store of [own, copy]) expect(await currentHolder(store)).toMatchObject({ operation });
  await lock.assertHeld();
  await lock.release();
  for (const store of [own, copy]) expect(await currentHolder(store)).toBeUndefined();
});

test('is refused when one of the stores is held, and keeps none of the others', async () => {
  const { own, copy } = await original();
  const holder = await OperationLock.acquire(own, { operation: 'from the original' });
  await expect(JointLock.acquire(copy, [own], { operation })).rejects.toMatchObject({
    code: 'QRT-LOCKED',
    message: expect.stringContaining(own.location),
  });
  expect(await currentHolder(copy)).toBeUndefined();
  await holder.release();
});

test('is lost as soon as one of the stores is', async () => {
  const { own, copy } = await original();
  const lock = await JointLock.acquire(copy, [own], { operation });
  await own.delete('lock');
  await OperationLock.acquire(own, { operation: 'another' });
  await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'QRT-LOCK-LOST' });
  expect(lock.lost.aborted).toBe(true);
  await lock.release();
});

test('of two that want the same stores one gets all, in whatever order they name them', async () => {
  const { own, copy } = await original();
  const both = await Promise.allSettled([
    JointLock.acquire(own, [copy], { operation: 'one' }),
    JointLock.acquire(copy, [own], { operation: 'two' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
