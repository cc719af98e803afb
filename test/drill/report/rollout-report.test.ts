import { describe, expect, test } from 'vitest';
import { renderReport, rolloutReport, rolloutReportSchema, summaryLine } from '../../../src/drill/index.js';
import { BEGIN, entry, failedAt, moment, sampleAt, upgrade } from '../builders.js';

const RENEWED = { engine: 'vault', version: '1.21.1', nodes: ['a-1', 'b-1', 'c-1'] };

describe('the summary', () => {
  const line = (changes: Parameters<typeof upgrade>[0] = {}) => summaryLine(rolloutReport(upgrade(changes)));

  test('of an upgrade names versions, machines, gap, losses and the lowest tolerance', () => {
    expect(line()).toBe(
      'upgraded vault 1.19.0 → 1.21.1: 3 machines replaced, write gap 0.55 s, 0 acknowledged writes lost, lowest tolerance 1',
    );
  });

  test('of the same version says that it was renewed, or repaired when what was replaced was dead', () => {
    const before = { ...upgrade().before, version: '1.21.1' };
    expect(line({ before, canary: null })).toBe('renewed vault 1.21.1: 3 machines replaced, lowest tolerance 1');
    const dead = { ...moment(0, 'a-old', ['a-old', 'b-old'], [], []) };
    const broken = { ...dead, nodes: [...dead.nodes, { id: 'c-old', member: 'voter', live: false, version: null }] };
    expect(
      line({
        before,
        after: { ...RENEWED, nodes: ['a-old', 'b-old', 'c-new'] },
        membership: [broken as typeof dead],
        canary: null,
      }),
    ).toBe('repaired vault 1.21.1: 1 machine replaced, lowest tolerance 0');
  });

  test('of a scaling says from how many nodes to how many', () => {
    const after = { ...RENEWED, nodes: [...RENEWED.nodes, 'd-1', 'e-1'] };
    expect(line({ before: RENEWED, after, canary: null, membership: [] })).toBe(
      'scaled vault 1.21.1 from 3 to 5 nodes',
    );
  });

  test('of a return to an older version says that it was one, and tells no point of no return', () => {
    const back = { before: upgrade().after, after: upgrade().before, canary: null };
    expect(line(back)).toBe('returned vault 1.21.1 → 1.19.0: 3 machines replaced, lowest tolerance 1');
    expect(line({ ...back, failure: 'no leader' })).toBe(
      'the return of vault 1.21.1 → 1.19.0 did not finish: no leader',
    );
    expect(rolloutReport(upgrade(back))).toMatchObject({ kind: 'upgrade', risk_window: null, no_return: null });
    expect(renderReport(rolloutReport(upgrade(back)))).not.toContain('way back');
  });

  test('of what failed says with what', () => {
    expect(line({ failure: 'no leader' })).toBe('the upgrade of vault 1.19.0 → 1.21.1 did not finish: no leader');
  });

  test('tells what could not be measured or proven', () => {
    const canary = { policy: 'none', connection: 'fresh', problem: 'no route' } as const;
    expect(line({ canary: { ...canary, samples: [] } })).toContain('write gap not measured');
    const samples = [sampleAt(1, BEGIN, 5, { proof: 'unknown' }), sampleAt(2, BEGIN + 50, 5, { proof: 'lost' })];
    expect(line({ canary: { ...canary, samples } })).toContain('1 acknowledged write lost, 1 not proven');
  });
});

describe('the report', () => {
  test('is what its schema says, also after a round trip through JSON', () => {
    const report = rolloutReport(upgrade());
    expect(rolloutReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('counts acknowledged, failed, lost and unproven writes', () => {
    const samples = [
      sampleAt(1, BEGIN, 5),
      sampleAt(2, BEGIN + 50, 5, { proof: 'lost' }),
      sampleAt(3, BEGIN + 100, 5, { proof: 'unknown' }),
      failedAt(4, BEGIN + 150, 5),
    ];
    const canary = { policy: 'none', connection: 'fresh', problem: null, samples } as const;
    expect(rolloutReport(upgrade({ canary })).canary).toMatchObject({
      writes: 4,
      acknowledged: 3,
      failed: 1,
      lost: 1,
      unproven: 1,
    });
  });

  test('takes tolerance and leaders from what was seen, moments without a leader included', () => {
    expect(rolloutReport(upgrade())).toMatchObject({ lowest_tolerance: 1, leaders: ['a-old', 'c-new'] });
  });

  test('tells the risk window, from the first join to the votes, and when the new version first led', () => {
    expect(rolloutReport(upgrade())).toMatchObject({
      risk_window: { from: BEGIN + 1_400, to: BEGIN + 4_100 },
      no_return: rolloutReport(upgrade()).membership.find(({ leader }) => leader === 'c-new')?.at,
    });
  });

  test('knows no risk window where joiners are durable non-voters', () => {
    const entries = [entry(1, 'join a-new as a non-voter', 'started'), entry(2, 'join a-new as a non-voter', 'done')];
    expect(rolloutReport(upgrade({ entries })).risk_window).toBeNull();
  });

  test('pairs beginnings and ends of steps, and keeps those that never ended', () => {
    const entries = [
      entry(0, 'operation', 'started'),
      entry(1, 'join a-new', 'started', { reason: 'new' }),
      entry(1, 'join b-new', 'started'),
      entry(2, 'join b-new', 'failed', { result: 'refused' }),
      entry(3, 'join b-new', 'started'),
    ];
    expect(rolloutReport(upgrade({ entries })).steps).toMatchObject([
      { step: 'join a-new', state: 'unfinished', from: BEGIN + 1_000, to: BEGIN + 10_000, reason: 'new' },
      { step: 'join b-new', state: 'failed', to: BEGIN + 2_000, result: 'refused' },
      { step: 'join b-new', state: 'unfinished', from: BEGIN + 3_000 },
    ]);
  });

  test('leaves out entries of other operations', () => {
    const entries = [entry(0, 'join x', 'started', { operation: 'unseal-1' }), entry(1, 'join y', 'started')];
    expect(rolloutReport(upgrade({ entries })).steps.map(({ step }) => step)).toEqual(['join y']);
  });
});
