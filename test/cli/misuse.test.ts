import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { envCommand } from '../../src/cli/env.js';
import { loginCommand } from '../../src/cli/login.js';
import { peersCommand } from '../../src/cli/peers.js';
import { planCommand } from '../../src/cli/plan.js';
import type { Shell } from '../../src/cli/shell.js';
import { statusCommand } from '../../src/cli/status.js';
import { unsealCommand } from '../../src/cli/unseal.js';
import { watchCommand } from '../../src/cli/watch.js';
import { call } from './support/called.js';
import { deployedProject, emptyProject } from './support/project.js';

const COMMANDS: readonly (readonly [string, (shell: Shell) => Command, number])[] = [
  ['status', statusCommand, 2],
  ['plan', planCommand, 1],
  ['peers', peersCommand, 1],
  ['login', loginCommand, 1],
  ['env', envCommand, 1],
  ['unseal', (shell) => unsealCommand(shell), 1],
];

test.each(COMMANDS)('%s of an environment that was never deployed says so, with the cure', async (_, make, code) => {
  const { exitCode, stdout, stderr } = await call(make, await emptyProject(), ['lab']);
  expect(exitCode).toBe(code);
  expect(stdout).toBe('');
  expect(stderr).toContain('QRT-NOT-DEPLOYED: lab has no cluster here');
  expect(stderr).toContain('npx cdktf deploy lab');
});

test.each(COMMANDS)('%s takes only what can be the name of an environment', async (_, make, code) => {
  const { exitCode, stdout, stderr } = await call(make, await emptyProject(), ['../lab']);
  expect(exitCode).toBe(code);
  expect(stdout).toBe('');
  expect(stderr).toContain('QRT-ENVIRONMENT: "../lab" is not the name of an environment');
});

test('a wrong name is met with the environments that there are', async () => {
  const { folder } = await deployedProject();
  expect((await call(statusCommand, folder, ['tset'])).stderr).toContain('Environments here: test');
});

test('commands find the project from a folder inside it', async () => {
  const { folder } = await deployedProject();
  const inside = join(folder, 'stacks', 'more');
  await mkdir(inside, { recursive: true });
  expect((await call(envCommand, inside, ['test'])).stdout).toContain(join(folder, '.quorate', 'test', 'ca.pem'));
});

test('watch of an environment without operations says that there is none', async () => {
  const { exitCode, stdout, stderr } = await call(watchCommand, await emptyProject(), ['lab']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('lab: no operation was recorded yet');
});

test('login with a role that nobody knows lists the roles and asks no node', async () => {
  const { folder } = await deployedProject();
  const { exitCode, stdout, stderr } = await call(loginCommand, folder, ['test', '--role', 'root']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('QRT-ROLE: there is no role "root" in test');
  expect(stderr).toContain('observer, operator, configure, restore, admin');
});

test('login at a cluster that does not answer names the address, and prints no token', async () => {
  const { folder } = await deployedProject();
  const { exitCode, stdout, stderr } = await call(loginCommand, folder, ['test']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('QRT-UNREACHABLE');
  expect(stderr).toContain('127.64.205.100');
});

test('unseal of a cluster whose seal takes no shares says so before it asks for one', async () => {
  const { folder } = await deployedProject();
  const { exitCode, stderr } = await call((shell) => unsealCommand(shell), folder, ['test']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('QRT-SEAL: the seal of test is transit');
});

test('peers without an active node cannot be told', async () => {
  const { folder } = await deployedProject();
  const { exitCode, stderr } = await call(peersCommand, folder, ['test']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('QRT-NO-LEADER');
});
