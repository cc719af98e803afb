import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, type ToyProject, ToyWorkshop, until } from './toy-project.js';

const workshop = new ToyWorkshop();
const NAMES = ['a', 'b', 'c'];
let project: ToyProject;

beforeAll(() => workshop.build());
afterAll(() => workshop.remove());

beforeEach(async () => {
  project = workshop.checkout();
  project.settings({ names: NAMES });
  await project.prepare();
  await project.apply();
  project.settings({ names: NAMES, generation: 'two' });
  await project.prepare();
  project.clearLog();
});

/** The provider's process id, once its convergence hangs. */
async function providerThatHangs(): Promise<number> {
  const line = await until('the convergence', () =>
    project.log().find((entry) => entry.startsWith('hanging converge')),
  );
  return Number(line.split(' ').at(-1));
}

const logged = (entry: string) => until(entry, () => project.log().includes(entry));
const gone = (pid: number) => until(`the end of process ${pid}`, () => !isAlive(pid));

async function expectToGoOn(relent: () => void): Promise<void> {
  relent();
  const planned = await project.plan();
  expect(planned).toContain('update quorate_group.group');
  const next = await project.apply();
  expect(next.exitCode, next.text).toBe(0);
  expect(project.things()).toEqual(['atwo', 'btwo', 'ctwo']);
}

describe('an interrupted deploy', () => {
  it('saves prior members on Ctrl-C, winds down without its terminal, and only then ends', async () => {
    const relent = project.order('hang-converge');
    const dawdle = project.order('linger-converge');
    const deploy = project.start('cdktf', 'deploy', 'lab', '--auto-approve');
    const provider = await providerThatHangs();
    process.kill(-deploy.pid, 'SIGINT');
    await deploy.ended;
    await logged('wound-down converge');
    await gone(provider);
    dawdle();
    await expectToGoOn(relent);
  });

  it('saves the error, prior members and fresh computed attributes while Terraform waits', async () => {
    const relent = project.order('hang-converge');
    const deploy = project.start('terraform', 'apply', '-auto-approve');
    await providerThatHangs();
    process.kill(deploy.pid, 'SIGINT');
    expect(await deploy.ended).toBe(1);
    const { text } = await project.terraform('state', 'show', 'quorate_group.group');
    expect(text).toMatch(/"a" = \{ thing_id = "aone-/);
    expect(text).toContain('present = 1');
    await expectToGoOn(relent);
  });

  it('aborts and ends when everything above it is killed', async () => {
    const relent = project.order('hang-converge');
    const deploy = project.start('cdktf', 'deploy', 'lab', '--auto-approve');
    const provider = await providerThatHangs();
    const terraform = project.terraformOf(provider);
    process.kill(deploy.pid, 'SIGKILL');
    process.kill(terraform, 'SIGKILL');
    await deploy.ended;
    await logged('wound-down converge');
    await gone(provider);
    await expectToGoOn(relent);
  });
});
