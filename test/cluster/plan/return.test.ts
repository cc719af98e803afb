import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import type { Observed, ReturnFact } from '../../../src/cluster/model/index.js';
import { decide, noteAfterStep, noteDecision, plan, situationOf } from '../../../src/cluster/plan/index.js';
import { decided, desired, EMPTY, NOW, node, plus, running, withMembership, withServers } from '../builders.js';

const NEW = ['a-1', 'b-1', 'c-1'];
const OLD = ['a-2', 'b-2', 'c-2'];
const VAULT = capabilitiesOf({ name: 'vault' });
const WANTED: ReturnFact = { by: 'ann@desk', snapshot: '20260101T000000Z-900', version: '1.19.0', done: false };
const BACK = desired(OLD, { engine: { name: 'vault', version: '1.19.0' } });
const RELEASE = { version: '1.19.0', release: { name: 'vault', version: '1.19.0' } } as const;

/** 1.21.1 has led; machines of 1.19.0 stand by. */
const upgraded = withMembership(plus(running(NEW), ...OLD.map((id) => node(id, { ...EMPTY, ...RELEASE }))), {
  versionHistory: ['1.19.0', '1.21.1'],
});

function accepted(observed: Observed): Observed {
  return { ...observed, facts: { ...observed.facts, returnTo: WANTED } };
}

describe('an older version after a newer one has led', () => {
  test('is refused until an operator has accepted what it loses', () => {
    expect(decided(BACK, upgraded)).toBe('refused QRT-DOWNGRADE');
    expect(decided(BACK, accepted(upgraded))).not.toBe('refused QRT-DOWNGRADE');
  });

  test('begins with a snapshot of what the newer version holds', () => {
    expect(decided(BACK, accepted(upgraded))).toBe('take and verify the pre-upgrade snapshot');
  });

  test('is accepted for one version alone', () => {
    const other = desired(OLD, { engine: { name: 'vault', version: '1.19.0' } });
    expect(
      decided(other, { ...upgraded, facts: { ...upgraded.facts, returnTo: { ...WANTED, version: '1.18.0' } } }),
    ).toBe('refused QRT-DOWNGRADE');
  });
});

describe('the snapshot', () => {
  const back = accepted(withMembership(running(OLD, RELEASE), { versionHistory: ['1.19.0', '1.21.1'] }));

  test('is put back once nobody of the newer version is left', () => {
    expect(decided(BACK, back)).toBe('restore snapshot 20260101T000000Z-900');
    const left = withServers(back, (servers) => [...servers, { id: 'c-1', address: '', voter: false, healthy: true }]);
    expect(decided(BACK, plus(left, node('c-1')))).not.toContain('restore');
  });

  test('is put back again when nothing tells that it was', () => {
    const step = { type: 'restore', snapshot: WANTED.snapshot } as const;
    expect(noteAfterStep(back.facts, step, { ok: false, finding: null }, NOW).returnTo).toEqual(WANTED);
    expect(noteAfterStep(back.facts, step, { ok: true }, NOW).returnTo).toEqual({ ...WANTED, done: true });
  });

  test('is followed by a change of leader, who reads the history that was put back', () => {
    const done = { ...back, facts: { ...back.facts, returnTo: { ...WANTED, done: true } } };
    expect(decided(BACK, done)).toBe('step down a-2');
    const read = withMembership(done, { versionHistory: ['1.19.0'] });
    expect(decided(BACK, read)).toBe('nothing');
    const { returnTo } = noteDecision(situationOf(BACK, read, VAULT, NOW), decide(BACK, read, VAULT, NOW));
    expect(returnTo).toBeNull();
  });

  test('is followed by a restart where there is nobody else to lead, and the plan ends there', () => {
    const alone = withMembership(running(['a-2'], RELEASE), { versionHistory: ['1.19.0', '1.21.1'] });
    const done = { ...alone, facts: { ...alone.facts, returnTo: { ...WANTED, done: true } } };
    const single = desired(['a-2'], { engine: { name: 'vault', version: '1.19.0' } });
    expect(decided(single, done)).toBe('restart a-2');
    const planned = plan(single, done, VAULT, NOW);
    expect(planned.kind === 'steps' && planned.steps.filter(({ step }) => step.type === 'restart')).toHaveLength(1);
  });

  test('is not put back into the version that was to be left, and a deploy of that one ends the matter', () => {
    const stays = accepted(running(NEW));
    const wanted = desired(NEW);
    expect(decided(wanted, stays)).toBe('nothing');
    const decision = decide(wanted, stays, VAULT, NOW);
    expect(noteDecision(situationOf(wanted, stays, VAULT, NOW), decision).returnTo).toBeNull();
  });
});
