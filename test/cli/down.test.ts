import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { downCommand } from '../../src/cli/down.js';
import { OperationLock } from '../../src/operation/index.js';
import { call } from './support/called.js';
import { deployedProject, emptyProject } from './support/project.js';

test('an environment that is not there is gone: that can be repeated', async () => {
  const { exitCode, stderr } = await call(downCommand, await emptyProject(), ['lab']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'lab: there is nothing here\n' });
});

test('what is protected against deletion stays, unless it is forced', async () => {
  const { folder, environment } = await deployedProject({ deletion_protection: true });
  const refused = await call(downCommand, folder, ['test']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('QRT-PROTECTED');
  expect(existsSync(environment.paths.home)).toBe(true);
  const forced = await call(downCommand, folder, ['test', '--force']);
  expect(forced).toMatchObject({ exitCode: 0, stderr: 'test is gone: data, keys and state\n' });
  expect(existsSync(environment.paths.home)).toBe(false);
});

test('an operation under way is named, not pulled the store away from', async () => {
  const { folder, environment } = await deployedProject({ deletion_protection: false });
  const lock = await OperationLock.acquire(environment.store, { operation: 'deploy-1' });
  try {
    const { exitCode, stderr } = await call(downCommand, folder, ['test']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^QRT-LOCKED: \S+@\S+ is working on test since \S+ \(deploy-1, process \d+\)/);
    expect(existsSync(environment.paths.home)).toBe(true);
  } finally {
    await lock.release();
  }
});

test('a deploy that is still making machines is named too: it holds its state and no other lock', async () => {
  const { folder, environment } = await deployedProject({ deletion_protection: false });
  const state = path.join(environment.paths.home, 'terraform.tfstate');
  mkdirSync(path.dirname(state), { recursive: true });
  writeFileSync(state, '{}');
  // Says so when it has the lock, and keeps it until its input ends.
  const holder = spawn('flock', [state, 'sh', '-c', 'echo held; read -r _'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const refused = await call(downCommand, folder, ['test']);
  expect(refused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('QRT-LOCKED: Terraform is working on test'),
  });
  expect(existsSync(state)).toBe(true);
  holder.stdin.end();
  await once(holder, 'close');
  expect(await call(downCommand, folder, ['test'])).toMatchObject({ exitCode: 0 });
});
