import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { headOf } from '../../../src/cluster/model/index.js';
import { explain, plan } from '../../../src/cluster/plan/index.js';
import { desired, EMPTY, NOW, node, plus, running, withNode } from '../builders.js';

const OLD = ['a-1', 'b-1', 'c-1'];
const WANTED = desired([...OLD, 'd-1', 'e-1']);
const SEEN = plus(
  running(OLD),
  node('d-1', EMPTY, { configuration: 'none' }),
  node('e-1', EMPTY, { configuration: 'none' }),
);
const CAPABILITIES = capabilitiesOf(WANTED.engine);

describe('a plan', () => {
  test('explains every step with its reason and the figures after it (law 12)', () => {
    const lines = explain(plan(WANTED, SEEN, CAPABILITIES, NOW));
    expect(lines[0]).toBe(
      'join: configure d-1: d-1 has to know its peers and its seal before it joins (voters 3, quorum 2, tolerance 1)',
    );
    expect(lines.at(-1)).toMatch(/^settle: .*\(voters 5, quorum 3, tolerance 2\)$/);
  });

  test('begins with the steps that may run at the same time', () => {
    const head = headOf(plan(WANTED, SEEN, CAPABILITIES, NOW));
    expect(head.map(({ step }) => step)).toEqual([
      { type: 'configure', node: 'd-1' },
      { type: 'configure', node: 'e-1' },
    ]);
  });

  test('is the same for the same look', () => {
    expect(plan(WANTED, SEEN, CAPABILITIES, NOW)).toEqual(plan(WANTED, SEEN, CAPABILITIES, NOW));
  });

  test('says what will stop it later on', () => {
    const shamir = desired(OLD, { seal: 'shamir' });
    const sealed = withNode(running(OLD, { sealType: 'shamir' }), 'c-1', { configuration: 'restart' });
    const lines = explain(plan(shamir, sealed, CAPABILITIES, NOW));
    expect(lines[1]).toMatch(/^then held, QRT-UNSEAL-NEEDED: c-1/);
  });

  test('names the risk of a down voter', () => {
    const down = withNode(running(OLD), 'b-1', { report: null, machine: 'gone' });
    const lines = explain(plan(desired(['a-1', 'c-1', 'd-1']), plus(down, node('d-1', EMPTY)), CAPABILITIES, NOW));
    expect(lines).toContainEqual('risk QRT-RISK-VOTER-DOWN: b-1 does not serve: tolerance is 0.');
  });

  test('with nothing to do says so', () => {
    expect(explain(plan(desired(OLD), running(OLD), CAPABILITIES, NOW))).toEqual(['nothing to do']);
  });

  test('that is refused names the cure', () => {
    const lines = explain(plan(desired(['a-1', 'b-1']), running(OLD), CAPABILITIES, NOW));
    expect(lines).toEqual([expect.stringMatching(/^refused, QRT-NODE-COUNT/), expect.stringMatching(/^Set `nodes`/)]);
  });
});
