import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DetachedProcess, minimalEnvironment, spawnDetached, terminate } from '../../src/process/index.js';

/** A folder of the running test's own, gone when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `node -e script`, detached, in that folder; ended with the test. */
export async function startScript(folder: string, script: string, overrides: Partial<DetachedProcess> = {}) {
  const spec: DetachedProcess = {
    command: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env: minimalEnvironment(),
    stdoutFile: join(folder, 'out.log'),
    stderrFile: join(folder, 'err.log'),
    pidFile: join(folder, 'child.pid'),
    ...overrides,
  };
  onTestFinished(async () => void (await terminate(spec.pidFile, { graceMs: 0 })));
  return { spec, identity: await spawnDetached(spec) };
}
