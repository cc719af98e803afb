import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lab, type Outcome } from '../support/lab.js';

const OLD = { QUORATE_LAB_ENGINE: 'vault@1.19.0' };
const NEW = { QUORATE_LAB_ENGINE: 'vault@1.21.1' };

describe('reviewing the lab', () => {
  let lab: Lab;
  const stack = () => path.join('cdktf.out/stacks', lab.environment);
  const review = (args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Outcome> =>
    lab.quorate(['review', ...args], { variables });

  beforeAll(async () => {
    lab = Lab.create({ label: 'review' });
    await lab.deploy(OLD);
  });
  afterAll(() => lab.remove());

  test('says that there is nothing to do after a deploy', async () => {
    const outcome = await review(['--stack', lab.environment], OLD);
    expect(outcome.exitCode, outcome.text).toBe(0);
    expect(outcome.stdout).toContain('NOTHING TO DO');
  });

  test('reads the plan that `cdktf diff` leaves after the engine version changed', async () => {
    await lab.cdktf(['diff', lab.environment], { variables: NEW });
    const outcome = await review([path.join(stack(), 'plan'), '--out', 'report.html', '--out', 'report.json'], NEW);
    expect(outcome.exitCode, outcome.text).toBe(2);
    expect(outcome.stdout).toContain('3 machines replaced, quorum kept: lowest tolerance 1');
    expect(outcome.stdout).toContain('vault 1.19.0 → 1.21.1');
    expect(readFileSync(path.join(lab.folder, 'report.html'), 'utf8')).toMatch(/class="node k(-|&#45;)machine create"/);
  });

  test('plans and reviews in one step', async () => {
    const outcome = await lab.quorate(['diff', lab.environment], { variables: NEW });
    expect(outcome.exitCode, outcome.text).toBe(2);
    const quorum = outcome.stdout.split('\n').filter((line) => / {2}voters .+ quorum /.test(line));
    expect(quorum.map((line) => line.replace(/\b[abc]\b/g, 'X'))).toEqual([
      '     1  voters ●●○ 3     quorum 2  tolerance 1  now … admit new X (22 steps)',
      '     2  voters ●●●●○○ 6  quorum 4  tolerance 2  let joiners become voters … withdraw old X (4 steps)',
      '     3  voters ●●●○○ 5   quorum 3  tolerance 2  remove old X',
      '     4  voters ●●●○ 4    quorum 3  tolerance 1  remove old X … step down old X (2 steps)',
      '     5  voters ●●○ 3     quorum 2  tolerance 1  remove old X … 3 old machines destroyed (4 steps)',
    ]);
  });

  test('gives the same fingerprint every time', async () => {
    const [one, two] = [
      await review(['--stack', lab.environment, '--fingerprint'], NEW),
      await review(['--stack', lab.environment, '--fingerprint'], NEW),
    ];
    expect(one.stdout).toMatch(/^qrf1:[0-9a-f]{64}$/);
    expect(two.stdout).toBe(one.stdout);
  });

  test('is never green when Terraform was told not to refresh', async () => {
    const outcome = await review(['--stack', lab.environment], { ...NEW, TF_CLI_ARGS_plan: '-refresh=false' });
    expect(outcome.exitCode, outcome.text).toBe(3);
    expect(outcome.stdout).toContain('QRV-PLAN-STALE');
    // The plan alone says so as well: the prior state still holds the membership plan of the last apply.
    const alone = await review([path.join(stack(), 'plan')], NEW);
    expect(alone.exitCode, alone.text).toBe(3);
    expect(alone.stdout).toContain('QRV-PLAN-STALE');
  });

  test('refuses to apply what was not approved, and shows the difference', async () => {
    await review(['--stack', lab.environment, '--out', 'approved.json'], NEW);
    const outcome = await lab.quorate(['deploy', lab.environment, '--approved', 'approved.json'], {
      variables: { ...NEW, QUORATE_LAB_NODES: '5' },
    });
    expect(outcome.exitCode, outcome.text).toBe(4);
    expect(outcome.stderr).toContain('QRT-REVIEW-NOT-APPROVED');
    expect(outcome.stderr).toMatch(/planned now and not approved:\s+change quorate_attachment/);
    expect((await lab.status()).engine?.version).toBe('1.19.0');
  });

  test('applies exactly what was approved, once', async () => {
    const outcome = await lab.quorate(['deploy', lab.environment, '--approved', 'approved.json'], { variables: NEW });
    expect(outcome.exitCode, outcome.text).toBe(0);
    const status = await lab.status();
    expect(status).toMatchObject({ healthy: true, voters: 3, engine: { version: '1.21.1' } });
    const again = await lab.quorate(['deploy', lab.environment, '--approved', 'approved.json'], { variables: NEW });
    expect(again.exitCode, again.text).toBe(0);
    expect(again.stdout).toContain('nothing to do');
  });

  test('cannot tell when planning fails, and says what failed', async () => {
    const outcome = await review(['--stack', lab.environment], OLD);
    expect(outcome.exitCode, outcome.text).toBe(3);
    expect(outcome.stderr).toContain('QRT-DOWNGRADE');
    expect(outcome.stdout).toContain('QRV-PLAN-ERRORED');
  });

  test('names a stack that does not exist', async () => {
    const outcome = await review(['--stack', 'no-such'], {});
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toContain('QRT-REVIEW-PLAN');
    expect(existsSync(path.join(lab.folder, 'cdktf.out/stacks/no-such/plan'))).toBe(false);
  });
}, 600_000);
