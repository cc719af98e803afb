import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, terminate } from '../../src/process/index.js';
import { startScript, temporaryFolder } from './helpers.js';
import { output } from './output.js';

const STUBBORN = "process.on('SIGTERM', () => console.log('no')); console.log('up'); setInterval(() => {}, 1000)";

test('a process that obeys SIGTERM is terminated', async () => {
  const { spec, identity } = await startScript(await temporaryFolder(), 'setInterval(() => {}, 1000)');
  expect(await terminate(spec.pidFile, { graceMs: 10_000 })).toBe('terminated');
  expect(isAlive(identity)).toBe(false);
});

test('a process that ignores SIGTERM is killed after the grace period', async () => {
  const { spec, identity } = await startScript(await temporaryFolder(), STUBBORN);
  await output(spec.stdoutFile, 'up');
  expect(await terminate(spec.pidFile, { graceMs: 50 })).toBe('killed');
  expect(isAlive(identity)).toBe(false);
});

test('without a grace period nothing is told: it is killed at once', async () => {
  const { spec } = await startScript(await temporaryFolder(), STUBBORN);
  await output(spec.stdoutFile, 'up');
  expect(await terminate(spec.pidFile, { graceMs: 0 })).toBe('killed');
  expect(readFileSync(spec.stdoutFile, 'utf8')).not.toContain('no');
});

test('a process that has ended is left alone', async () => {
  const { spec } = await startScript(await temporaryFolder(), 'setInterval(() => {}, 1000)');
  await terminate(spec.pidFile, { graceMs: 10_000 });
  expect(await terminate(spec.pidFile, { graceMs: 0 })).toBe('not-running');
});

test('never signals a process that got the pid later', async () => {
  const { spec, identity } = await startScript(await temporaryFolder(), 'setInterval(() => {}, 1000)');
  const stale = join(spec.cwd, 'stale.pid');
  await writeFile(stale, JSON.stringify({ ...identity, startTime: identity.startTime - 1 }));
  expect(await terminate(stale, { graceMs: 0 })).toBe('not-running');
  expect(isAlive(identity)).toBe(true);
});

test('an abort stops the waiting at once, and a second call finishes the work', async () => {
  const { spec } = await startScript(await temporaryFolder(), STUBBORN);
  await output(spec.stdoutFile, 'up');
  const controller = new AbortController();
  const ending = terminate(spec.pidFile, { graceMs: 60_000, signal: controller.signal });
  await output(spec.stdoutFile, 'no');
  const since = performance.now();
  controller.abort(new Error('Ctrl-C'));
  await expect(ending).rejects.toThrow('Ctrl-C');
  expect(performance.now() - since).toBeLessThan(5_000);
  expect(await terminate(spec.pidFile, { graceMs: 0 })).toBe('killed');
});
