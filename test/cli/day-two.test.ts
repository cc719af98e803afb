import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { certsCommand } from '../../src/cli/certs.js';
import { drillCommand } from '../../src/cli/drill.js';
import { keysCommand } from '../../src/cli/keys.js';
import { labCommand } from '../../src/cli/lab.js';
import { recoverCommand } from '../../src/cli/recover.js';
import { joinCommand, rejoinCommand } from '../../src/cli/rejoin.js';
import { removeCommand } from '../../src/cli/remove.js';
import { restoreCommand } from '../../src/cli/restore.js';
import type { Shell } from '../../src/cli/shell.js';
import { snapshotCommand } from '../../src/cli/snapshot.js';
import { stepDownCommand } from '../../src/cli/step-down.js';
import { call } from './support/called.js';
import { deployedProject, emptyProject } from './support/project.js';

const NODE = 'a-00000001';
type Made = (shell: Shell) => Command;

/** Commands that change a cluster: `args` are those after the environment. */
const CHANGING: readonly (readonly [string, Made, (environment: string) => string[]])[] = [
  ['step-down', stepDownCommand, (environment) => [environment]],
  ['remove', removeCommand, (environment) => [environment, NODE]],
  ['join', joinCommand, (environment) => [environment, NODE]],
  ['rejoin', rejoinCommand, (environment) => [environment, NODE]],
  ['snapshot take', snapshotCommand, (environment) => ['take', environment]],
  ['snapshot prune', snapshotCommand, (environment) => ['prune', environment]],
  ['restore', restoreCommand, (environment) => [environment, '--snapshot', 'latest']],
  ['keys rotate', keysCommand, (environment) => ['rotate', environment]],
  ['certs renew', certsCommand, (environment) => ['renew', environment]],
  ['keys rekey', keysCommand, (environment) => ['rekey', environment]],
  ['keys verify', keysCommand, (environment) => ['verify', environment]],
  ['keys root', keysCommand, (environment) => ['root', environment]],
  ['recover start', recoverCommand, (environment) => ['start', environment, NODE]],
  ['recover token', recoverCommand, (environment) => ['token', environment]],
  ['recover delete', recoverCommand, (environment) => ['delete', environment, 'sys/policy/none']],
  ['recover finish', recoverCommand, (environment) => ['finish', environment]],
  ['recover quorum', recoverCommand, (environment) => ['quorum', environment]],
  ['drill restore', drillCommand, (environment) => ['restore', environment]],
];
const READING: typeof CHANGING = [
  ['snapshot list', snapshotCommand, (environment) => ['list', environment]],
  ['snapshot copies', snapshotCommand, (environment) => ['copies', environment]],
  ['snapshot fetch', snapshotCommand, (environment) => ['fetch', environment, 'latest']],
  ['keys status', keysCommand, (environment) => ['status', environment]],
  ['keys export', keysCommand, (environment) => ['export', environment, '--to', 'shares']],
  ['recover list', recoverCommand, (environment) => ['list', environment]],
  ['recover read', recoverCommand, (environment) => ['read', environment, 'sys/policy/none']],
  ['certs status', certsCommand, (environment) => ['status', environment]],
];

test.each([...CHANGING, ...READING])('%s says that nothing was deployed, with the cure', async (_, make, args) => {
  const { exitCode, stdout, stderr } = await call(make, await emptyProject(), args('lab'));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('QRT-NOT-DEPLOYED: lab has no cluster here');
});

describe('on an environment whose machines are gone', () => {
  test.each(CHANGING.slice(0, 5))('%s asks for a leader first, also with --plan', async (_, make, args) => {
    const { folder } = await deployedProject();
    for (const more of [[], ['--plan'], ['--json']]) {
      const { exitCode, stdout, stderr } = await call(make, folder, [...args('test'), ...more]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain('QRT-NO-LEADER');
    }
  });

  test('a failed command leaves its entries in the journal, a plan leaves none', async () => {
    const { folder, environment } = await deployedProject();
    await call(stepDownCommand, folder, ['test', '--plan']);
    expect(await environment.store.list('journal/')).toEqual([]);
    await call(stepDownCommand, folder, ['test']);
    expect(await environment.store.list('journal/')).toHaveLength(2);
  });

  test('certificates are planned one node after the other, or one by name', async () => {
    const { folder } = await deployedProject();
    const all = await call(certsCommand, folder, ['renew', 'test', '--plan']);
    expect(all.stdout.match(/^\d\. renew the certificate of/gm)).toHaveLength(3);
    const one = await call(certsCommand, folder, ['renew', 'test', NODE, '--plan']);
    expect(one.stdout).toMatch(new RegExp(`^1\\. renew the certificate of ${NODE}: [^\\n]+\\n$`));
    const none = await call(certsCommand, folder, ['renew', 'test', 'z-00000009']);
    expect(none.stderr).toContain('QRT-NOT-DESIRED');
  });

  test('copies are asked for only where the stack names a place', async () => {
    const { folder } = await deployedProject();
    expect((await call(snapshotCommand, folder, ['copies', 'test'])).stderr).toContain('QRT-SNAPSHOT-NO-STORAGE');
  });

  test('keys that were never made are not shown', async () => {
    const { folder } = await deployedProject();
    expect((await call(keysCommand, folder, ['status', 'test'])).stderr).toContain('test has no keys in custody');
  });
});

describe('quorate lab exercise', () => {
  test('explains every step without doing one', async () => {
    const { exitCode, stdout } = await call(labCommand, await emptyProject(), ['exercise', 'all', '--plan']);
    expect(exitCode).toBe(0);
    expect(stdout.match(/^- .+: .+$/gm)).toHaveLength(10);
  });

  test('is for labs alone: elsewhere it stops no machine and deletes nothing', async () => {
    const custody = { type: 'pgp' as const, shares: 3, threshold: 2, recipients: ['a', 'b', 'c'] };
    const { folder } = await deployedProject({ custody });
    const { exitCode, stderr } = await call(labCommand, folder, ['exercise', '4', 'test']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('QRT-EXERCISE');
  });
});
