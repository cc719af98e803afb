import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type StatusReport, statusReport } from '../../src/schema/index.js';
import { prodLab } from '../aws/prod-lab.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { EVERYTHING } from './support/everything.js';
import type { Lab, Outcome } from './support/lab.js';

const drilled = z.object({
  struck: z.array(z.string()),
  leader_ms: z.number(),
  writes: z.object({ writes: z.number(), lost: z.number() }),
});

describe.runIf(EVERYTHING && HAS_MACHINES)('the stack prod, rehearsed on this computer', () => {
  let lab: Lab;
  let rehearsal: string;
  let before: StatusReport;

  const status = async (): Promise<StatusReport> =>
    statusReport.parse(JSON.parse((await lab.quorate(['status', rehearsal, '--json'])).stdout));
  const drill = async (...args: readonly string[]) => {
    const [kind = '', ...rest] = args;
    const done: Outcome = await lab.quorate(['drill', kind, rehearsal, ...rest, '--json']);
    expect(done.exitCode, done.text).toBe(0);
    return drilled.parse(JSON.parse(done.stdout));
  };
  const inZone = (zone: string) => before.nodes.filter((node) => node.zone === zone).map(({ id }) => id);

  beforeAll(async () => {
    ({ lab } = prodLab('prod'));
    rehearsal = `${lab.environment}-rehearsal`;
    await lab.deploy({ QUORATE_REHEARSE: '1' });
    before = await status();
  });
  afterAll(async () => {
    await lab.quorate(['down', rehearsal, '--force']);
    await lab.remove();
  });

  test('is five voters in the three zones of production, of which two may be lost', () => {
    expect(before).toMatchObject({ healthy: true, voters: 5, quorum: 3, failure_tolerance: 2, problems: [] });
    expect(before.nodes.map(({ slot, zone }) => [slot, zone])).toEqual([
      ['a', 'eu-west-1a'],
      ['b', 'eu-west-1b'],
      ['c', 'eu-west-1c'],
      ['d', 'eu-west-1a'],
      ['e', 'eu-west-1b'],
    ]);
  });

  test('is an environment of its own: the real one is untouched', async () => {
    expect(existsSync(path.join(lab.folder, '.quorate', rehearsal, 'terraform.tfstate'))).toBe(true);
    expect(existsSync(lab.store)).toBe(false);
  });

  test('outlives the loss of power of a whole zone, with no acknowledged write lost and no human', async () => {
    const seen = await drill('failover', '--zone', 'eu-west-1a');
    expect([...seen.struck].sort()).toEqual([...inZone('eu-west-1a')].sort());
    expect(seen.writes.lost).toBe(0);
    expect(await status()).toMatchObject({ healthy: true, voters: 5, failure_tolerance: 2 });
  });

  test('outlives a zone that is cut off with the leader in it, and has one history afterwards', async () => {
    const { leader } = await status();
    const seen = await drill('partition');
    expect(seen.struck).toContain(leader);
    expect(seen.writes.lost).toBe(0);
    const after = await status();
    expect(after).toMatchObject({ healthy: true, voters: 5, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
  });
});
