import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERYTHING } from '../e2e/support/everything.js';
import { runs, scenarios } from './arbitraries.js';
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
        engine,
        seal,
        seed: 11,
        size: 3,
        changes: ['upgrade', 'scale'],
        faults: [],
        defect: 'none',
        defective: 0,
      };
      const points = countPauses(life);
      expect(points).toBeGreaterThan(100);
      for (let at = 1; at <= points; at += 1) {
        expect({ at, log: judged({ ...life, faults: [{ kind: 'operator-killed', at, whom: 0 }] }) }).toEqual({
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
        engine,
        seal,
        seed: 13,
        size: 3,
        changes: ['seal'],
        faults: [],
        defect: 'none',
        defective: 0,
      };
      const points = countPauses(life);
      for (let at = 1; at <= points; at += 1) {
        const { violations, world } = play({ ...life, faults: [{ kind: 'operator-killed', at, whom: 0 }] });
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
      const life: Omit<Scenario, 'faults'> = {
        engine,
        seal: 'transit',
        seed: 7,
        size,
        changes: ['upgrade'],
        defect: 'none',
        defective: 0,
        hook: 'yes',
        reaction: 'roll-back',
      };
      const points = countPauses({ ...life, faults: [] });
      const ends = new Set<string>();
      for (let at = 1; at <= points; at += 1) {
        const { violations, world } = play({ ...life, faults: [{ kind: 'operator-killed', at, whom: 0 }] });
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
      const life: Omit<Scenario, 'faults'> = {
        engine,
        seal: 'transit',
        seed: 3,
        size: 3,
        changes: ['upgrade', 'return'],
        defect: 'none',
        defective: 0,
      };
      const points = countPauses({ ...life, faults: [] });
      for (let at = 1; at <= points; at += 1) {
        const { violations, world } = play({ ...life, faults: [{ kind: 'operator-killed', at, whom: 0 }] });
        expect({ at, violations }).toEqual({ at, violations: [] });
        expect(world.raft?.versions).toHaveLength(1);
        expect(world.log.join('\n')).toMatch(/restore snapshot of (1\.19\.0|2\.4\.4)/);
      }
    },
    LONG,
  );

  test.each<[string, Scenario]>([
    [
      'one that was stopped when the storage was sealed anew follows, though nobody leads',
      {
        engine: 'vault',
        seal: 'transit',
        seed: 0,
        size: 3,
        changes: ['seal'],
        faults: [
          { kind: 'machine-gone', at: 24, whom: 0 },
          { kind: 'engine-stopped', at: 53, whom: 4 },
        ],
        defect: 'none',
        defective: 1,
        reaction: 'deploy-again',
      },
    ],
    [
      'a founding that lost a machine goes on with two voters that nobody uses',
      {
        engine: 'vault',
        seal: 'transit',
        seed: 584908216,
        size: 3,
        changes: ['seal'],
        faults: [
          { kind: 'lag', at: 160, whom: 3 },
          { kind: 'machine-gone', at: 4, whom: 8 },
          { kind: 'machine-stopped', at: 74, whom: 11 },
        ],
        defect: 'wrong-seal',
        defective: 2,
        reaction: 'deploy-again',
        hook: 'yes',
      },
    ],
    [
      'two versions are not led into another seal',
      {
        engine: 'vault',
        seal: 'transit',
        seed: 23,
        size: 5,
        changes: ['upgrade', 'seal', 'scale'],
        faults: [
          { kind: 'machine-stopped', at: 92, whom: 5 },
          { kind: 'machine-back', at: 114, whom: 12 },
          { kind: 'state-lost', at: 5, whom: 8 },
          { kind: 'machine-gone', at: 7, whom: 2 },
          { kind: 'machine-back', at: 68, whom: 7 },
          { kind: 'cut', at: 28, whom: 10 },
        ],
        defect: 'none',
        defective: 3,
        reaction: 'deploy-again',
        hook: 'yes',
      },
    ],
    [
      'a change that is taken back is recorded before it is taken back',
      {
        engine: 'vault',
        seal: 'shamir',
        seed: 822819013,
        size: 3,
        changes: ['seal', 'seal'],
        faults: [
          { kind: 'cut', at: 98, whom: 4 },
          { kind: 'operator-killed', at: 87, whom: 6 },
        ],
        defect: 'wrong-version',
        defective: 1,
        reaction: 'roll-back',
      },
    ],
    [
      'a node with the seal of before that comes to lead does not say what seals the storage',
      {
        engine: 'vault',
        seal: 'transit',
        seed: 1991548260,
        size: 3,
        changes: ['seal', 'seal'],
        faults: [
          { kind: 'reply-lost', at: 18, whom: 4 },
          { kind: 'slow-load', at: 45, whom: 4 },
          { kind: 'machine-stopped', at: 63, whom: 10 },
          { kind: 'machine-gone', at: 3, whom: 8 },
        ],
        defect: 'wrong-seal',
        defective: 1,
        reaction: 'deploy-again',
        hook: 'yes',
      },
    ],
    [
      'what was started with another seal goes back to the one of before',
      {
        engine: 'openbao',
        seal: 'shamir',
        seed: 6,
        size: 3,
        changes: ['seal'],
        faults: [
          { kind: 'engine-stopped', at: 144, whom: 1 },
          { kind: 'machine-stopped', at: 39, whom: 2 },
          { kind: 'machine-stopped', at: 105, whom: 9 },
          { kind: 'slow-load', at: 57, whom: 3 },
        ],
        defect: 'no-unseal',
        defective: 2,
        reaction: 'roll-back',
        hook: 'no',
      },
    ],
    [
      'one that says a seal that nobody asked for is started once',
      {
        engine: 'openbao',
        seal: 'transit',
        seed: 20,
        size: 5,
        changes: ['upgrade', 'return'],
        faults: [
          { kind: 'machine-gone', at: 4, whom: 9 },
          { kind: 'lag', at: 7, whom: 9 },
          { kind: 'machine-stopped', at: 91, whom: 0 },
        ],
        defect: 'wrong-seal',
        defective: 2,
        reaction: 'roll-back',
        hook: 'no',
      },
    ],
    [
      'a replacement that was configured before the storage was sealed anew is started with the new seal',
      {
        engine: 'vault',
        seal: 'transit',
        seed: 1,
        size: 3,
        changes: ['upgrade', 'seal'],
        faults: [
          { kind: 'state-lost', at: 158, whom: 9 },
          { kind: 'machine-gone', at: 31, whom: 5 },
          { kind: 'election', at: 109, whom: 7 },
          { kind: 'machine-stopped', at: 79, whom: 9 },
        ],
        defect: 'own-cluster',
        defective: 1,
        reaction: 'deploy-again',
      },
    ],
  ])('hold when the seal is changed in bad weather: %s', (_, life) => {
    expect(judged(life)).toEqual([]);
  });

  test('count those out of the old set that a scale-down had taken out before it broke off', () => {
    const { violations, world } = play({
      engine: 'vault',
      seal: 'transit',
      seed: 0,
      size: 3,
      changes: ['scale', 'scale', 'upgrade'],
      faults: [{ kind: 'machine-stopped', at: 41, whom: 0 }],
      defect: 'wrong-seal',
      defective: 1,
      reaction: 'roll-back',
    });
    expect(violations).toEqual([]);
    expect(world.log.join('\n')).toContain('QRT-ROLLED-BACK The new nodes a-6, b-7 and c-8 were taken out again: a-6:');
  });

  test('give the hook its say when the old node that is left cannot be reached', () => {
    const { violations } = play({
      engine: 'vault',
      seal: 'transit',
      seed: 1287682277,
      size: 3,
      changes: ['nothing', 'scale'],
      faults: [
        { kind: 'operator-killed', at: 25, whom: 0 },
        { kind: 'machine-stopped', at: 24, whom: 1 },
        { kind: 'machine-stopped', at: 78, whom: 0 },
        { kind: 'cut', at: 81, whom: 0 },
        { kind: 'machine-stopped', at: 80, whom: 1 },
      ],
      defect: 'none',
      defective: 1,
      reaction: 'roll-back',
      hook: 'no',
    });
    expect(violations).toEqual([]);
  });

  test('do not trust a node that a broken-off scale-down had taken out because it was a member once', () => {
    const { violations, world } = play({
      engine: 'openbao',
      seal: 'shamir',
      seed: 0,
      size: 5,
      changes: ['scale', 'scale'],
      faults: [{ kind: 'operator-killed', at: 112, whom: 0 }],
      defect: 'none',
      defective: 1,
      reaction: 'roll-back',
    });
    expect(violations).toEqual([]);
    expect(world.log.join('\n')).toMatch(/wipe d-4[\s\S]*prove d-4[\s\S]*promote d-4/);
  });

  test.each(engines)(
    'hold when the operator of %s is killed at any point of taking a bad image back',
    (engine) => {
      const life: Omit<Scenario, 'faults'> = {
        engine,
        seal: 'transit',
        seed: 9,
        size: 3,
        changes: ['upgrade'],
        defect: 'redirects',
        defective: 1,
      };
      const points = countPauses({ ...life, faults: [] });
      for (let at = 1; at <= points; at += 1) {
        expect({ at, log: judged({ ...life, faults: [{ kind: 'operator-killed', at, whom: 0 }] }) }).toEqual({
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
      const life: Omit<Scenario, 'faults'> = {
        engine,
        seal: 'transit',
        seed: 5,
        size: 3,
        changes: ['upgrade'],
        defect: 'none',
        defective: 0,
      };
      for (let at = 15; at <= 120; at += 3) {
        for (let whom = 0; whom < 3; whom += 1) {
          const faults = [{ kind: 'machine-gone' as const, at, whom }];
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
