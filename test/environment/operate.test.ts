import { beforeEach, expect, it, vi } from 'vitest';
import { type Environment, openEnvironment, operate } from '../../src/environment/index.js';
import { currentHolder, OperationLock } from '../../src/operation/index.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';

let environment: Environment;
const never = new AbortController().signal;

beforeEach(async () => {
  const folder = await temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  environment = openEnvironment(folder, 'lab');
});

/** Every record of the journal, as `state step`. */
async function journal(): Promise<string[]> {
  const keys = await environment.store.list('journal/');
  const values = await Promise.all(keys.map((key) => environment.store.get(key)));
  return values.map((value) => {
    const { state, step } = JSON.parse(Buffer.from(value?.body ?? []).toString());
    return `${state} ${step}`;
  });
}

it('holds the lock for as long as the work takes, and says so in the journal', async () => {
  const result = await operate(environment, 'deploy', never, async ({ id }) => {
    expect(await currentHolder(environment.store)).toMatchObject({ operation: id });
    return 'done';
  });
  expect(result).toBe('done');
  expect(await currentHolder(environment.store)).toBeUndefined();
  expect(await journal()).toEqual(['started operation', 'done operation']);
});

it('is refused while another one works, and does nothing then', async () => {
  const holder = await OperationLock.acquire(environment.store, { operation: 'of somebody else' });
  const work = vi.fn();
  await expect(operate(environment, 'deploy', never, work)).rejects.toMatchObject({
    code: 'QRT-LOCKED',
    message: expect.stringContaining('of somebody else'),
  });
  expect(work).not.toHaveBeenCalled();
  expect(await journal()).toEqual([]);
  await holder.release();
});

it('gives the lock back when the work fails, and keeps the reason', async () => {
  const failing = operate(environment, 'deploy', never, () => Promise.reject(new Error('no quorum')));
  await expect(failing).rejects.toThrow('no quorum');
  expect(await currentHolder(environment.store)).toBeUndefined();
  expect(await journal()).toEqual(['started operation', 'failed operation']);
});

it('breaks off when its lock is lost, and says that, whatever the work was waiting for', async () => {
  const losing = operate(environment, 'deploy', never, async ({ lock, signal }) => {
    await environment.store.delete('lock');
    await OperationLock.acquire(environment.store, { operation: 'of a rival' });
    await lock.assertHeld().catch(() => undefined);
    expect(signal.aborted).toBe(true);
    throw new Error('the operation was aborted');
  });
  await expect(losing).rejects.toMatchObject({
    code: 'QRT-LOCK-LOST',
    message: expect.stringContaining('of a rival'),
  });
});
