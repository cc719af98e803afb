import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';

const report = z.object({
  struck: z.array(z.string()),
  leader_before: z.string(),
  leader_after: z.string(),
  leader_ms: z.number(),
  whole_ms: z.number(),
  writes: z.object({
    writes: z.number(),
    failed: z.number(),
    lost: z.number(),
    gap_ms: z.number().nullable(),
    problem: z.null(),
  }),
});

const PLATFORMS = [
  { machines: 'process', here: true },
  { machines: 'nspawn', here: HAS_MACHINES },
] as const;

describe.each(PLATFORMS)('drills on $machines machines', ({ machines, here }) => {
  describe.runIf(EVERYTHING && here)('measure what a fault does and leave a whole cluster', () => {
    const lab = Lab.create({ label: 'drill', variables: { QUORATE_LAB_MACHINES: machines } });
    const drill = (...args: readonly string[]) =>
      lab.quorate(['drill', args[0] ?? '', lab.environment, ...args.slice(1)]);
    const drilled = async (...args: readonly string[]) => {
      const done = await drill(...args, '--json');
      expect(done.exitCode, done.text).toBe(0);
      return report.parse(JSON.parse(done.stdout));
    };

    beforeAll(() => lab.deploy());
    afterAll(() => lab.remove());

    test('a plan changes nothing', async () => {
      const before = await lab.status();
      const plan = await drill('failover', '--plan');
      expect(plan.stdout).toMatch(/^1\. cut the power of .*\n2\. wait until every voter is back/);
      expect(await lab.status()).toMatchObject({ healthy: true, leader: before.leader });
    });

    test('power loss of the leader: another leads, nothing acknowledged is lost', async () => {
      const seen = await drilled('failover');
      expect(seen.struck).toEqual([seen.leader_before]);
      expect(seen.leader_after).not.toBe(seen.leader_before);
      expect(seen.writes.lost).toBe(0);
      expect(seen.writes.gap_ms).toBeGreaterThan(300);
      expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1 });
    });

    test('reboot of all: the same members come back by themselves', async () => {
      const before = (await lab.status()).nodes.map(({ id }) => id);
      const seen = await drilled('reboot');
      expect([...seen.struck].sort()).toEqual([...before].sort());
      // Whoever leads again, there was none for as long as engines take to start.
      expect(seen.leader_ms).toBeGreaterThan(500);
      expect(seen.writes.lost).toBe(0);
      const after = await lab.status();
      expect(after).toMatchObject({ healthy: true, voters: 3 });
      expect(after.nodes.map(({ id }) => id)).toEqual(before);
    });

    test.runIf(machines === 'nspawn')('a zone that is cut off with the leader in it: one history', async () => {
      const seen = await drilled('partition');
      expect(seen.struck).toContain(seen.leader_before);
      expect(seen.leader_after).not.toBe(seen.leader_before);
      expect(seen.writes.lost).toBe(0);
      expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
    });

    test.runIf(machines === 'nspawn')(
      'the newest snapshot in a fenced copy, whose seal is a real machine',
      async () => {
        const done = await drill('restore', '--json');
        expect(done.exitCode, done.text).toBe(0);
        expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
      },
    );

    test.runIf(machines === 'process')('a zone without a network of its own cannot be cut off', async () => {
      const refused = await drill('partition');
      expect(refused.exitCode).toBe(1);
      expect(refused.text).toContain('QRT-NO-ZONE');
      expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
    });

    test('an unknown zone is refused by name', async () => {
      const refused = await drill('failover', '--zone', 'zone-9');
      expect(refused.exitCode).toBe(1);
      expect(refused.text).toContain('no voter is in zone zone-9: expected one of zone-1, zone-2, zone-3');
    });
  });
});
