import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import {
  type PlannedMember,
  type PlanTimeSettings,
  type PriorMember,
  planAtPlanTime,
  problemAtPlanTime,
} from '../../../src/cluster/plan/index.js';

const SLOTS = ['a', 'b', 'c'];
const SETTINGS: PlanTimeSettings = {
  engine: { name: 'vault', version: '1.21.1' },
  seal: 'transit',
  formerSeal: null,
  sealBefore: 'transit',
  unattendedUnseal: true,
  allowUnknownVersionPair: false,
  hook: false,
  standby: false,
  balancer: true,
  returnTo: null,
};

function prior(image: string, version = '1.21.1', slots = SLOTS): readonly PriorMember[] {
  return slots.map((slot) => ({ slot, image, version, machine: 'running' }));
}

function members(image: string, slots = SLOTS): readonly PlannedMember[] {
  return slots.map((slot) => ({ slot, image, replaced: false }));
}

function plan(before: readonly PriorMember[], after: readonly PlannedMember[], settings = SETTINGS) {
  return planAtPlanTime(before, after, settings, capabilitiesOf(settings.engine));
}

function steps(before: readonly PriorMember[], after: readonly PlannedMember[]): readonly string[] {
  const planned = plan(before, after);
  return planned === 'unknown' ? [planned] : planned.map(({ step }) => step);
}

describe('the membership plan of a Terraform plan', () => {
  test('is empty when nothing changes', () => {
    expect(plan(prior('one'), members('one'))).toEqual([]);
  });

  test.each([
    ['shamir', 'transit', null],
    ['transit', 'shamir', 'transit'],
  ] as const)('shows the whole way from %s to %s, and the gap', (sealBefore, seal, formerSeal) => {
    const planned = plan(prior('one'), members('one'), { ...SETTINGS, sealBefore, seal, formerSeal });
    if (planned === 'unknown') throw new Error('a migration is known beforehand');
    const named = planned.map(({ step }) => step);
    expect(named.filter((step) => step.endsWith(`with the seal ${seal}`))).toHaveLength(3);
    expect(named).toContain('step down a');
    expect(named).toContain(`record that ${seal} is the seal`);
    expect(planned.find(({ step }) => step === 'step down a')?.reason).toContain('writes stop once');
  });

  test('shows a rollout by slots, with the figures after each step', () => {
    const planned = plan(prior('one', '1.19.0'), members('two'));
    if (planned === 'unknown') throw new Error('a rollout is known beforehand');
    expect(planned.map(({ step }) => step)).toEqual(
      expect.arrayContaining([
        'join new a',
        'let joiners become voters',
        'remove old b',
        'step down old a',
        'remove old a',
      ]),
    );
    expect(planned.find(({ step }) => step === 'let joiners become voters')).toMatchObject({
      voters: 6,
      quorum: 4,
      tolerance: 2,
    });
    expect(planned.at(-1)).toMatchObject({ voters: 3, quorum: 2, tolerance: 1 });
    expect(planned.every(({ reason }) => reason.length > 0)).toBe(true);
  });

  test('is the same value both times that Terraform asks', () => {
    expect(plan(prior('one'), members('two'))).toEqual(plan(prior('one'), members('two')));
  });

  test('has no id and no live figure in it', () => {
    const text = JSON.stringify(plan(prior('one'), members('two')));
    expect(text).not.toMatch(/-(old|new)\b|future|\d+ s\b/);
  });

  test('founds a cluster where there was none', () => {
    const first = steps([], members('one'));
    expect(first).toContain('initialize a');
    expect(first).toContain('confirm the keys of the new cluster');
  });

  test('drops the highest slots when it scales down', () => {
    const five = ['a', 'b', 'c', 'd', 'e'];
    expect(steps(prior('one', '1.21.1', five), members('one')).filter((step) => step.startsWith('remove'))).toEqual([
      'remove d',
      'remove e',
    ]);
  });

  test('repairs what is gone: its replacement votes before the dead one leaves', () => {
    const lost = prior('one').map((member) => (member.slot === 'b' ? { ...member, machine: 'gone' as const } : member));
    const repair = steps(lost, members('one'));
    expect(repair.indexOf('join new b')).toBeGreaterThan(-1);
    expect(repair.indexOf('remove old b')).toBeGreaterThan(repair.indexOf('join new b'));
  });

  test('replaces a tainted machine of the same image', () => {
    const tainted = members('one').map((member) => ({ ...member, replaced: member.slot === 'c' }));
    expect(steps(prior('one'), tainted)).toContain('join new c');
  });

  test('is unknown when a machine’s state is not known', () => {
    const blind = prior('one').map((member) =>
      member.slot === 'b' ? { ...member, machine: 'unknown' as const } : member,
    );
    expect(plan(blind, members('one'))).toBe('unknown');
  });
});

describe('what would be refused', () => {
  test('is known at plan time', () => {
    const found = problemAtPlanTime(prior('one', '1.22.0'), members('two'), SETTINGS, capabilitiesOf(SETTINGS.engine));
    expect(found?.code).toBe('QRT-DOWNGRADE');
    expect(plan(prior('one', '1.22.0'), members('two'))).toBe('unknown');
  });

  test('is nothing when all is well', () => {
    expect(problemAtPlanTime(prior('one'), members('two'), SETTINGS, capabilitiesOf(SETTINGS.engine))).toBeNull();
  });
});
