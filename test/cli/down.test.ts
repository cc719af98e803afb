import { existsSync } from 'node:fs';
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
