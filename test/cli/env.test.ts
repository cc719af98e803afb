import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envCommand } from '../../src/cli/env.js';
import { bundle } from '../../src/custody/index.js';
import { call } from './support/called.js';
import { deployedProject } from './support/project.js';

test('prints exports of the balancer and the authorities, and nothing else', async () => {
  const { folder } = await deployedProject();
  const { exitCode, stdout, stderr } = await call(envCommand, folder, ['test']);
  const file = join(folder, '.quorate', 'test', 'ca.pem');
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`export VAULT_ADDR='https://127.64.205.100:8200'\nexport VAULT_CACERT='${file}'\n`);
  expect(stderr).toBe('');
});

test('the file of authorities is what every program may read, and is brought up to date', async () => {
  const { folder, environment } = await deployedProject();
  const file = join(folder, '.quorate', 'test', 'ca.pem');
  await writeFile(file, 'an authority of yesterday');
  await call(envCommand, folder, ['test']);
  expect((await stat(file)).mode & 0o777).toBe(0o644);
  expect(await readFile(file, 'utf8')).toBe(bundle((await environment.signer.authorities()).server));
});

test('an OpenBao cluster is also named in the words of its own client', async () => {
  const { folder } = await deployedProject({ engine: { name: 'openbao', version: '2.5.5' } });
  const { stdout } = await call(envCommand, folder, ['test', '--shell', 'fish']);
  expect(stdout.split('\n').map((line) => line.split(' ')[2])).toEqual([
    'VAULT_ADDR',
    'VAULT_CACERT',
    'BAO_ADDR',
    'BAO_CACERT',
    undefined,
  ]);
});

test('--unset takes everything back and writes no file', async () => {
  const { folder } = await deployedProject();
  const { exitCode, stdout } = await call(envCommand, folder, ['test', '--unset']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'unset VAULT_ADDR\nunset VAULT_CACERT\n' });
  expect(existsSync(join(folder, '.quorate', 'test', 'ca.pem'))).toBe(false);
});

test('without a balancer clients are sent to the first member', async () => {
  const { folder } = await deployedProject({ balancer_address: null });
  expect((await call(envCommand, folder, ['test'])).stdout).toContain("VAULT_ADDR='https://127.64.205.1:8200'");
});
