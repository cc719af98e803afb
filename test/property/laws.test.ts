import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERYTHING } from '../e2e/support/everything.js';
import { runs, scenarios } from './arbitraries.js';
import { CALM, SEAL_LIVES, storm } from './lives.js';
import { play, type Scenario } from './sim/scenario.js';

const LONG = 600_000;

/** Other lives every time are for the long suite: what a default run finds has to be there the next time, too. */
const SEED = EVERYTHING ? {} : { seed: 20_261_122 };

/** The violations of a run, with the end of its log when there are any. */
function judged(scenario: Scenario): readonly string[] {
  const { violations, world } = play(scenario);
  return violations.length === 0 ? [] : [...violations, ...world.log.slice(-40)];
}

describe('the laws of the planner', () => {
  test(
    'hold at every step of any life of a cluster, and once nothing goes wrong any more it converges',
    () => {
      fc.assert(
        fc.property(scenarios, (scenario) => {
          expect(judged(scenario)).toEqual([]);
        }),
        { numRuns: runs(1_500), ...SEED },
      );
    },
    LONG,
  );

  const engines = ['vault', 'openbao'] as const;
  const lives = engines.flatMap((engine) => (['transit', 'shamir'] as const).map((seal) => [engine, seal] as const));

  test.each(lives)(
    'hold when the operator is killed at any point of founding, upgrading and scaling %s with %s',
    (engine, seal) => {
      const life: Scenario = {
        ...CALM,
        engine,
        seal,
        seed: 11,
        changes: ['upgrade', 'scale'],
      };
      const points = countPauses(life);
      expect(points).toBeGreaterThan(100);
      for (let at = 1; at <= points; at += 1) {
        expect({ at, log: judged({ ...life, faults: storm(['operator-killed', at, 0]) }) }).toEqual({
          at,
          log: [],
        });
      }
    },
    LONG,
  );

  test.each(lives)(
    'hold when the operator is killed at any point of moving %s from %s to the other seal, and all of it is moved',
    (engine, seal) => {
      const life: Scenario = {
        ...CALM,
        engine,
        seal,
        seed: 13,
        changes: ['seal'],
      };
      const points = countPauses(life);
      for (let at = 1; at <= points; at += 1) {
        const { violations, world } = play({ ...life, faults: storm(['operator-killed', at, 0]) });
        expect({ at, violations, log: violations.length > 0 ? world.log.slice(-40) : [] }).toEqual({
          at,
          violations: [],
          log: [],
        });
        expect([world.seal, seal].toSorted()).toEqual(['shamir', 'transit']);
        expect(world.log.filter((line) => line.endsWith(' seals anew'))).toHaveLength(1);
      }
    },
    LONG,
  );

  test.each([
    ['vault', 3],
    ['openbao', 3],
    ['vault', 5],
  ] as const)(
    'hold when the operator of %s is killed at any point of a rollout of %i nodes with a hook, and asks for the way back',
    (engine, size) => {
      const life: Scenario = {
        ...CALM,
        engine,
        seed: 7,
        size,
        changes: ['upgrade'],
        hook: 'yes',
        reaction: 'roll-back',
      };
      const points = countPauses(life);
      const ends = new Set<string>();
      for (let at = 1; at <= points; at += 1) {
        const { violations, world } = play({ ...life, faults: storm(['operator-killed', at, 0]) });
        expect({ at, violations, log: violations.length > 0 ? world.log.slice(-40) : [] }).toEqual({
          at,
          violations: [],
          log: [],
        });
        const end = world.log.find((line) => / ended QRT-(ROLLED-BACK|NO-WAY-BACK)/.test(line));
        if (end !== undefined) ends.add(end.replace(/^\d+ /, ''));
      }
      expect([...ends].sort()).toEqual(['ended QRT-NO-WAY-BACK', 'ended QRT-ROLLED-BACK']);
    },
    LONG,
  );

  test.each(engines)(
    'hold when the operator of %s is killed at any point of going back by a snapshot, and nothing of the newer version is left',
    (engine) => {
      const life: Scenario = {
        ...CALM,
        engine,
        seed: 3,
        changes: ['upgrade', 'return'],
      };
      const points = countPauses(life);
      for (let at = 1; at <= points; at += 1) {
        const { violations, world } = play({ ...life, faults: storm(['operator-killed', at, 0]) });
        expect({ at, violations }).toEqual({ at, violations: [] });
        expect(world.raft?.versions).toHaveLength(1);
        expect(world.log.join('\n')).toMatch(/restore snapshot of (1\.19\.0|2\.4\.4)/);
      }
    },
    LONG,
  );

  test.each(SEAL_LIVES)('hold when the seal is changed in bad weather: %s', (_, life) => {
    expect(judged(life)).toEqual([]);
  });

  test('count those out of the old set that a scale-down had taken out before it broke off', () => {
    const { violations, world } = play({
      ...CALM,
      changes: ['scale', 'scale', 'upgrade'],
      faults: storm(['machine-stopped', 41, 0]),
      defect: 'redirects',
      defective: 1,
      reaction: 'roll-back',
    });
    expect(violations).toEqual([]);
    expect(world.log.join('\n')).toContain('QRT-ROLLED-BACK The new nodes a-6, b-7 and c-8 were taken out again: a-6:');
  });

  test('give the hook its say when the old node that is left cannot be reached', () => {
    const { violations } = play({
      ...CALM,
      seed: 1287682277,
      changes: ['nothing', 'scale'],
      faults: storm(
        ['operator-killed', 25, 0],
        ['machine-stopped', 24, 1],
        ['machine-stopped', 78, 0],
        ['cut', 81, 0],
        ['machine-stopped', 80, 1],
      ),
      defective: 1,
      reaction: 'roll-back',
      hook: 'no',
    });
    expect(violations).toEqual([]);
  });

  test('do not trust a node that a broken-off scale-down had taken out because it was a member once', () => {
    const { violations, world } = play({
      ...CALM,
      engine: 'openbao',
      seal: 'shamir',
      size: 5,
      changes: ['scale', 'scale'],
      faults: storm(['operator-killed', 112, 0]),
      defective: 1,
      reaction: 'roll-back',
    });
    expect(violations).toEqual([]);
    expect(world.log.join('\n')).toMatch(/wipe d-4[\s\S]*prove d-4[\s\S]*promote d-4/);
  });

  test.each(engines)(
    'hold when the operator of %s is killed at any point of taking a bad image back',
    (engine) => {
      const life: Scenario = {
        ...CALM,
        engine,
        seed: 9,
        changes: ['upgrade'],
        defect: 'redirects',
        defective: 1,
      };
      const points = countPauses(life);
      for (let at = 1; at <= points; at += 1) {
        expect({ at, log: judged({ ...life, faults: storm(['operator-killed', at, 0]) }) }).toEqual({
          at,
          log: [],
        });
      }
    },
    LONG,
  );

  test.each(engines)(
    'hold when any old machine of %s, the leader included, is lost at any moment of a rollout',
    (engine) => {
      const life: Scenario = {
        ...CALM,
        engine,
        seed: 5,
        changes: ['upgrade'],
      };
      for (let at = 15; at <= 120; at += 3) {
        for (let whom = 0; whom < 3; whom += 1) {
          const faults = storm(['machine-gone', at, whom]);
          expect({ at, whom, log: judged({ ...life, faults }) }).toEqual({ at, whom, log: [] });
        }
      }
    },
    LONG,
  );
});

/** In how many places a life can be interrupted. */
function countPauses(life: Scenario): number {
  return play(life).pauses;
}
