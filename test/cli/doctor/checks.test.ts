import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkBalancer } from '../../../src/cli/doctor/balancer.js';
import { checkDisk } from '../../../src/cli/doctor/disk.js';
import type { Surroundings } from '../../../src/cli/doctor/finding.js';
import { checkGo } from '../../../src/cli/doctor/go.js';
import { checkNode } from '../../../src/cli/doctor/node.js';
import { checkPlatform } from '../../../src/cli/doctor/platform.js';
import { checkTerraform } from '../../../src/cli/doctor/terraform.js';
import { checkTerraformConfiguration } from '../../../src/cli/doctor/terraform-configuration.js';
import { doctorCommand } from '../../../src/cli/doctor.js';
import { balancerAddress } from '../../../src/machines/index.js';
import { temporaryFolder } from '../../operation/support/temporary-folder.js';
import { call } from '../support/called.js';
import { emptyProject } from '../support/project.js';

/** A computer with these programs on PATH and nothing else; each is the text of a shell script. */
async function computer(
  programs: Readonly<Record<string, string>>,
  env: Surroundings['env'] = {},
): Promise<Surroundings> {
  const folder = await temporaryFolder();
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return { project: folder, environment: null, env: { HOME: folder, ...env, PATH: bin } };
}

const version = (text: string) => `echo '{"terraform_version":"${text}"}'`;

describe('node', () => {
  test('20 and 22 are what cdktf-cli is tried with', () => {
    expect(checkNode('20.20.2').result).toBe('ok');
    expect(checkNode('22.1.0').result).toBe('ok');
  });
  test('others that Quorate runs on are a warning, older ones do not do', () => {
    expect(checkNode('24.0.0')).toMatchObject({ result: 'warn', fix: 'Install Node.js 22 or 20.' });
    expect(checkNode('18.20.0')).toMatchObject({ result: 'fail', fix: 'Install Node.js 22 or 20.' });
  });
});

describe('platform', () => {
  test('flock has to be there, by which starts are kept apart', async () => {
    expect(await checkPlatform(await computer({ flock: '' }))).toMatchObject({ result: 'ok' });
    expect(await checkPlatform(await computer({}))).toMatchObject({ result: 'fail', fix: 'Install util-linux.' });
  });
});

describe('terraform', () => {
  test('Terraform on PATH is what is used', async () => {
    expect(await checkTerraform(await computer({ terraform: version('1.11.4') }))).toMatchObject({
      result: 'ok',
      message: 'Terraform 1.11.4',
    });
  });
  test('OpenTofu alone has to be named to cdktf', async () => {
    const programs = { tofu: version('1.9.0') };
    expect(await checkTerraform(await computer(programs))).toMatchObject({
      result: 'fail',
      fix: 'export TERRAFORM_BINARY_NAME=tofu',
    });
    const named = await computer(programs, { TERRAFORM_BINARY_NAME: 'tofu' });
    expect(await checkTerraform(named)).toMatchObject({ result: 'ok', message: 'OpenTofu 1.9.0' });
  });
  test.each([[{}], [{ terraform: 'exit 1' }], [{ terraform: 'echo what' }]])(
    'without one that runs it says where to get it: %j',
    async (programs) => {
      const finding = await checkTerraform(await computer(programs));
      expect(finding).toMatchObject({ result: 'fail', fix: expect.stringContaining('https://opentofu.org') });
    },
  );
  test('one that is too old is refused', async () => {
    expect((await checkTerraform(await computer({ terraform: version('1.1.9') }))).result).toBe('fail');
    expect((await checkTerraform(await computer({ terraform: version('0.15.5') }))).result).toBe('fail');
  });
});

describe('the configuration of Terraform', () => {
  test('none is fine; one that is named and not there is a warning', async () => {
    expect(checkTerraformConfiguration(await computer({}))).toMatchObject({ result: 'ok' });
    const missing = await computer({}, { TF_CLI_CONFIG_FILE: '/no/such/file' });
    expect(checkTerraformConfiguration(missing)).toMatchObject({ result: 'warn', fix: 'unset TF_CLI_CONFIG_FILE' });
  });
  test('a provider_installation block that leaves out our mirror is in the way, with the lines to add', async () => {
    const surroundings = await computer({});
    const file = join(surroundings.project, '.terraformrc');
    await writeFile(file, '# provider_installation {\n');
    expect(checkTerraformConfiguration(surroundings)).toMatchObject({ result: 'ok' });
    await writeFile(file, 'provider_installation {\n  direct {}\n}\n');
    const finding = await checkTerraformConfiguration(surroundings);
    expect(finding).toMatchObject({ result: 'fail', fix: expect.stringContaining('path = "terraform.d/plugins"') });
    await writeFile(file, `provider_installation {\n  ${finding.fix}\n}\n`);
    expect(checkTerraformConfiguration(surroundings)).toMatchObject({ result: 'ok' });
  });
});

test('Go is only needed to build engines: without it nothing is wrong', async () => {
  expect(await checkGo(await computer({}))).toMatchObject({
    result: 'ok',
    message: expect.stringMatching(/^not installed/),
  });
  const programs = { go: 'echo go version go1.26.8 linux/amd64' };
  expect(await checkGo(await computer(programs))).toMatchObject({ result: 'ok', message: 'Go 1.26.8' });
});

test('too little room is told with how much there should be', async () => {
  const surroundings = await computer({});
  expect(await checkDisk(surroundings, 1)).toMatchObject({ result: 'ok' });
  expect(await checkDisk(surroundings, 1e18)).toMatchObject({
    result: 'fail',
    message: expect.stringContaining('expected'),
  });
});

test('the address of an environment is free, or somebody else has it', async () => {
  const surroundings = { ...(await computer({})), environment: 'doctor-test' };
  const address = balancerAddress('doctor-test');
  expect(await checkBalancer(surroundings)).toMatchObject({ result: 'ok', message: `https://${address}:8200 is free` });
  const holder = createServer();
  await new Promise<void>((listening) => holder.listen({ host: address, port: 8200 }, listening));
  try {
    expect(await checkBalancer(surroundings)).toMatchObject({
      result: 'fail',
      message: expect.stringContaining('in use'),
    });
  } finally {
    await new Promise((closed) => holder.close(closed));
  }
});

describe('quorate doctor', () => {
  test('exits 1 when something is missing, and prints every check as JSON', async () => {
    const { exitCode, stdout } = await call(doctorCommand, await emptyProject(), ['--json'], { PATH: '/nowhere' });
    expect(exitCode).toBe(1);
    const { ready, checks } = JSON.parse(stdout);
    expect(ready).toBe(false);
    expect(checks.map(({ check }: { check: string }) => check)).toEqual([
      'platform',
      'node',
      'terraform',
      'terraform configuration',
      'disk',
      'runtime directory',
      'go',
      'engines',
      'load balancer',
      'machines',
      'account',
    ]);
  });
  test('quiet, it speaks only of what is not in order', async () => {
    const { stdout } = await call(doctorCommand, await emptyProject(), ['--quiet'], { PATH: '/nowhere' });
    expect(stdout).toContain('fail  terraform');
    expect(stdout).not.toContain('ok ');
  });
});
