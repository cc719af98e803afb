import { expect, test } from 'vitest';
import { pauseCommand } from '../../src/cli/pause.js';
import { resumeCommand } from '../../src/cli/resume.js';
import { rollbackCommand } from '../../src/cli/rollback.js';
import { readPause } from '../../src/cluster/index.js';
import { call } from './support/called.js';
import { deployedProject } from './support/project.js';

test('a pause stays until it is taken back, and both say what comes next', async () => {
  const { folder, environment } = await deployedProject();
  const paused = await call(pauseCommand, folder, ['test']);
  expect(paused).toMatchObject({ exitCode: 0, stdout: '' });
  expect(paused.stderr).toContain('test is paused: nothing was under way');
  expect(paused.stderr).toContain('quorate resume test');
  expect(await readPause(environment.store)).toMatchObject({ by: expect.stringMatching(/.+@.+/) });
  const resumed = await call(resumeCommand, folder, ['test']);
  expect(resumed.stderr).toMatch(/test is no longer paused \(.+@.+, since .+\); go on with: npx cdktf deploy test/);
  expect(await readPause(environment.store)).toBeNull();
  expect((await call(resumeCommand, folder, ['test'])).stderr).toContain('test was not paused');
});

test('a roll-back without an active node says so and changes nothing', async () => {
  const { folder } = await deployedProject();
  const outcome = await call(rollbackCommand, folder, ['test', '--yes']);
  expect(outcome.exitCode).toBe(1);
  expect(outcome.stderr).toContain('QRT-NO-LEADER');
});
