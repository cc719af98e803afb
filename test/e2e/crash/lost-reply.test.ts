import { afterAll, expect, it, vi } from 'vitest';
import { openEnvironment } from '../../../src/environment/index.js';
import { Lab } from '../support/lab.js';
import { Evidence } from './support/evidence.js';
import { loseInitReply } from './support/lose-reply.js';
import { processesIn } from './support/process-tree.js';
import { expectVerified } from './support/verified.js';

vi.setConfig({ testTimeout: 600_000 });

const lab = Lab.create({ label: 'lost' });
const evidence = new Evidence(lab);
let lost: string;
afterAll(() => lab.remove());

it('says that the keys are lost, and how to go on, as often as it is asked, and initializes nothing again', async () => {
  lost = await loseInitReply(lab);
  const before = evidence.entry();
  for (const _ of [1, 2]) {
    const { exitCode, text } = await lab.cdktf(['deploy', lab.environment, '--auto-approve']);
    expect(exitCode).toBe(1);
    expect(text).toContain(`QRT-INIT-LOST: ${lost} was asked to initialize`);
    expect(text.replace(/\s+/g, ' ')).toContain(`cdktf destroy ${lab.environment}, then deploy again`);
  }
  expect(evidence.entry()).toEqual(before);
  expect(await initialized()).toEqual([lost]);
});

it('destroys what is left of it, and deploys anew', async () => {
  const { exitCode, text } = await lab.cdktf(['destroy', lab.environment, '--auto-approve']);
  expect(exitCode, text).toBe(0);
  expect(evidence.machines()).toEqual([]);
  expect(processesIn(lab.folder)).toEqual([]);
  await lab.deploy();
  await expectVerified(lab, { archived: evidence.archived() });
  expect(evidence.archived()).toHaveLength(1);
});

/** Members whose engine is initialized. */
async function initialized(): Promise<string[]> {
  const environment = openEnvironment(lab.folder, lab.environment);
  const members = (await environment.driver.list(lab.environment)).filter(({ role }) => role === 'member');
  expect(members).toHaveLength(3);
  const answers = await Promise.all(
    members.map(async ({ id }) => ({ id, status: await (await environment.agent(id)).status() })),
  );
  return answers.filter(({ status }) => status.engine.initialized).map(({ id }) => id);
}
