import { expect, test } from 'vitest';
import type { PlanReport } from '../../../src/cli/plan/report.js';
import { renderPlan } from '../../../src/cli/render/plan.js';

const REPORT: PlanReport = {
  environment: 'lab',
  cluster_id: 'the-cluster',
  engine: { name: 'vault', version: '1.21.1' },
  outcome: 'nothing',
  paused: null,
  nodes: [
    {
      id: 'a-00000001',
      slot: 'a',
      desired: { version: '1.21.1', image: `sha256:${'1'.repeat(64)}`, new_machine: false },
      observed: { state: 'active', voter: true, version: '1.21.1', image: null },
    },
    {
      id: 'b-00000002',
      slot: 'b',
      desired: { version: '1.21.1', image: `sha256:${'1'.repeat(64)}`, new_machine: true },
      observed: null,
    },
    {
      id: 'c-00000003',
      slot: 'c',
      desired: null,
      observed: { state: 'removed', voter: false, version: '1.21.1', image: null },
    },
  ],
  steps: [],
  risks: [],
  problem: null,
};

test('desired and observed stand side by side, for nodes that are only one of them too', () => {
  expect(renderPlan(REPORT).split('\n')).toEqual([
    'lab: nothing to do',
    '',
    'SLOT  NODE        DESIRED                          OBSERVED   VOTE',
    'a     a-00000001  1.21.1 111111111111              active     voter',
    'b     b-00000002  1.21.1 111111111111 new machine  not there  -',
    'c     c-00000003  none                             removed    no vote',
  ]);
});

test('every step carries its reason and the quorum after it', () => {
  const steps = [{ step: 'join b', reason: 'b is wanted', voters: 2, quorum: 2, tolerance: 0 }];
  const text = renderPlan({ ...REPORT, outcome: 'steps', steps });
  expect(text).toContain('lab: 1 step to take');
  expect(text).toContain(
    'STEP  WHAT    VOTERS  QUORUM  TOLERANCE  REASON\n1     join b  2       2       0          b is wanted',
  );
});

test('a plan that will stop says why and what to do, after its steps', () => {
  const problem = { code: 'QRT-UNSEAL-NEEDED', message: 'b is sealed', fix: 'Unseal it.' };
  expect(renderPlan({ ...REPORT, outcome: 'held', problem })).toMatch(
    /QRT-UNSEAL-NEEDED b is sealed\n {2}Unseal it\.$/,
  );
  expect(renderPlan({ ...REPORT, outcome: 'steps', problem })).toContain('then held: QRT-UNSEAL-NEEDED');
});

test('risks come last', () => {
  const risks = [{ code: 'QRT-RISK-VOTER-DOWN', message: 'tolerance is 0' }];
  expect(renderPlan({ ...REPORT, risks })).toMatch(/QRT-RISK-VOTER-DOWN tolerance is 0$/);
});
