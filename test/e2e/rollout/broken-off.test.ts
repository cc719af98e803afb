import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../property/sim/random.js';
import { breakOff } from '../crash/support/break-off.js';
import { Evidence } from '../crash/support/evidence.js';
import { expectVerified } from '../crash/support/verified.js';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { LabAccess } from '../support/lab-access.js';
import { expectNothingLost, type Observed, observed } from '../support/rollout.js';
import { fewestLive } from '../support/voter-watch.js';

const OLD = { QUORATE_LAB_ENGINE: 'vault@1.19.0' };
const NEW = { QUORATE_LAB_ENGINE: 'vault@1.21.1' };
/** How the steps of a rollout begin, in their order. */
const STEPS = [
  'take and verify',
  'configure',
  'hold joiners',
  'record that',
  'join',
  'open',
  'prove',
  'admit',
  'let joiners',
  'withdraw',
  'remove',
  'step down',
  'set production',
] as const;
const BLOWS = 4;

/** A sample of the steps in their order: `QUORATE_SEED` gives another one. */
function sample(seed: number): readonly string[] {
  const random = new Random(seed);
  const ranked = STEPS.map((step) => ({ step, rank: random.next() })).sort((a, b) => a.rank - b.rank);
  const chosen = new Set(ranked.slice(0, BLOWS).map(({ step }) => step));
  return STEPS.filter((step) => chosen.has(step));
}

describe.skipIf(!EVERYTHING)('an upgrade whose operator is killed again and again', () => {
  const blows = sample(Number(process.env['QUORATE_SEED'] ?? 1));
  let lab: Lab;
  let other: Lab;
  let access: LabAccess;
  let rollout: Observed;

  beforeAll(async () => {
    lab = Lab.create({ label: 'broken' });
    other = Lab.create({ environment: lab.environment });
    access = new LabAccess(lab);
    await lab.deploy(OLD);
    rollout = await observed(lab, access, NEW, async () => {
      for (const step of blows.slice(0, -1)) await killAt(lab, step);
      cpSync(lab.store, other.store, { recursive: true });
      for (const step of blows.slice(-1)) await killAt(other, step);
      return await other.deploy(NEW);
    });
  }, 900_000);
  afterAll(async () => {
    await access.close();
    await other.remove();
    await lab.remove();
  });

  test('ends where it was going, the last part of it from another checkout', async ({ annotate }) => {
    annotate(`killed at: ${blows.join(', ')}`);
    expect(await other.status()).toMatchObject({ healthy: true, voters: 3, engine: { version: '1.21.1' } });
    await expectVerified(other, { elsewhere: [lab] });
  });

  test('loses no acknowledged write', () => {
    expectNothingLost(rollout);
  });

  test('never has fewer than three live voters', () => {
    expect(fewestLive(rollout.sightings)).toBeGreaterThanOrEqual(3);
  });
});

async function killAt(lab: Lab, step: string): Promise<void> {
  const before = new Evidence(lab).journal().length;
  const reached = (seen: Evidence) =>
    seen
      .journal()
      .slice(before)
      .some((line) => line.startsWith(`started ${step}`));
  await breakOff(lab, { name: step, reached }, 'SIGKILL', { variables: NEW });
}
