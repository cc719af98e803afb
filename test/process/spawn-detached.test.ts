import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isAlive, minimalEnvironment, readLivePid, terminate } from '../../src/process/index.js';
import { processesOf } from '../machines/processes-of.js';
import { startScript, temporaryFolder } from './helpers.js';
import { output } from './output.js';

const IDLE = "console.log('up'); setInterval(() => {}, 1000)";

test('the child is its own session, and its pid file names it', async () => {
  const { spec, identity } = await startScript(await temporaryFolder(), IDLE);
  expect(await readLivePid(spec.pidFile)).toEqual(identity);
  await output(spec.stdoutFile, 'up');
  expect(isAlive(identity)).toBe(true);
  const fields = (await readFile(`/proc/${identity.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ');
  expect(fields?.[3]).toBe(String(identity.pid));
});

test('the child inherits nothing of the environment but what it is given', async () => {
  vi.stubEnv('QUORATE_CANARY', 'canary-7d1f');
  const { spec, identity } = await startScript(await temporaryFolder(), IDLE);
  await output(spec.stdoutFile, 'up');
  const environment = await readFile(`/proc/${identity.pid}/environ`, 'utf8');
  vi.unstubAllEnvs();
  expect(environment).not.toContain('canary-7d1f');
  expect(environment).toContain('PATH=');
});

test('the minimal environment holds no credential of the caller', () => {
  const from = { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x', VAULT_TOKEN: 'y', XDG_RUNTIME_DIR: '/run/user/1' };
  expect(minimalEnvironment(from)).toEqual({ PATH: '/bin', XDG_RUNTIME_DIR: '/run/user/1' });
});

test('output is appended to private files, and what the child creates is private', async () => {
  const folder = await temporaryFolder();
  const { spec } = await startScript(
    folder,
    "require('fs').writeFileSync('made', ''); console.log('one'); console.error('two')",
  );
  await output(spec.stdoutFile, 'one');
  await output(spec.stderrFile, 'two');
  for (const file of [spec.stdoutFile, spec.stderrFile, spec.pidFile, join(folder, 'made')]) {
    expect((await stat(file)).mode & 0o077, file).toBe(0);
  }
});

test('the child survives the death of its parent and of its process group', async () => {
  const folder = await temporaryFolder();
  const module = new URL('../../src/process/index.ts', import.meta.url).href;
  const { spec } = await startScript(folder, '', { args: ['-e', 'setInterval(() => {}, 1000)'] });
  await terminate(spec.pidFile, { graceMs: 0 });
  const parent = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `
      const { spawnDetached } = await import(${JSON.stringify(module)});
      await spawnDetached(${JSON.stringify(spec)});
      console.log('spawned');
      setInterval(() => {}, 1000);`,
    ],
    { detached: true },
  );
  await once(parent.stdout, 'data');
  process.kill(-Number(parent.pid), 'SIGKILL');
  await once(parent, 'exit');
  expect(await readLivePid(spec.pidFile)).not.toBeNull();
});

test('of several that start it at once, one succeeds, and all are told which process runs', async () => {
  const folder = await temporaryFolder();
  for (const round of ['with no pid file', 'with the pid file of one that ended']) {
    const started = await Promise.all(Array.from({ length: 8 }, () => startScript(folder, `${IDLE} // ${folder}`)));
    const pids = new Set(started.map(({ identity }) => identity.pid));
    expect([...pids], round).toEqual(processesOf(folder));
    await terminate(join(folder, 'child.pid'), { graceMs: 0 });
  }
});

test('a command that does not exist is reported with the file that tells why', async () => {
  const folder = await temporaryFolder();
  const { spec } = await startScript(folder, '', { command: join(folder, 'missing') });
  expect(await output(spec.stderrFile, 'not found')).toContain('missing');
  expect(await readLivePid(spec.pidFile)).toBeNull();
});

test('a working directory that does not exist fails at once', async () => {
  const folder = await temporaryFolder();
  await expect(startScript(folder, '', { cwd: join(folder, 'missing') })).rejects.toThrow(/ENOENT/);
});
