import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type DriverTimings, type MachineRecord, type MachineSpec, ProcessDriver } from '../../src/machines/index.js';
import { type ProcessIdentity, readPidFile, runtimeDirectory, waitUntil } from '../../src/process/index.js';
import { temporaryFolder } from '../process/helpers.js';
import { type Behaviour, fakeImage } from './fake-image.js';

export const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A checkout of its own with a driver and a runtime directory; everything in it is swept when the test ends. */
export async function checkout(timings: Partial<DriverTimings> = {}) {
  const folder = await temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  const runtime = await runtimeDirectory();
  const root = join(folder, 'checkout', '.quorate');
  const driver = new ProcessDriver(root, timings);
  onTestFinished(() => driver.sweep('lab'));
  const spec = async (slot = 'a', behaviour: Behaviour = 'good'): Promise<MachineSpec> => ({
    environment: 'lab',
    role: 'member',
    slot,
    zone: 'zone-1',
    driver: 'process',
    assets: folder,
    image: DIGEST,
    imagePath: await fakeImage(folder, behaviour),
  });
  return { folder, runtime, root, driver, spec };
}

/** The processes that a machine's pid files name. */
export async function processes({ home }: Pick<MachineRecord, 'home'>) {
  const one = async (name: string): Promise<ProcessIdentity> => {
    const identity = await readPidFile(join(home, name));
    if (identity === null) throw new Error(`${home} has no ${name}`);
    return identity;
  };
  return { agent: await one('agent.pid'), engine: await one('engine.pid') };
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Waits for a condition; the description goes into the error. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>, deadlineMs = 60_000) {
  const met = await waitUntil(async () => ((await condition()) ? true : undefined), { deadlineMs });
  if (!met) throw new Error(`${what}: not within ${deadlineMs} ms`);
}
