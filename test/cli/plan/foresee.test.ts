import { expect, test } from 'vitest';
import { foresee } from '../../../src/cli/plan/foresee.js';
import { planReportOf } from '../../../src/cli/plan/report.js';
import { PLAN_EXIT } from '../../../src/cli/plan.js';
import type { Observed } from '../../../src/cluster/index.js';
import { fresh, NOW, running, withNode, withReport } from '../../cluster/builders.js';
import { spec, THREE } from '../../cluster/spec/example.js';
import { look } from '../../cluster/status/look.js';

const [A, , C] = THREE;
const SPEC = spec(THREE);
const confirmed = (observed: Observed): Observed => ({
  ...observed,
  custody: { state: 'confirmed', clusterId: observed.cluster?.clusterId ?? '' },
});
const WELL = confirmed(running(THREE));

test('a cluster that is as it should be: nothing to do, exit 0', () => {
  const { outcome, steps, problem } = foresee(SPEC, look({}, WELL), NOW);
  expect({ outcome, steps, problem }).toEqual({ outcome: 'nothing', steps: [], problem: null });
  expect(PLAN_EXIT[outcome]).toBe(0);
});

test('a node whose configuration is outdated is brought up to date: steps, exit 2', () => {
  const { outcome, steps } = foresee(SPEC, look({}, withNode(WELL, C, { configuration: 'outdated' })), NOW);
  expect(outcome).toBe('steps');
  expect(steps[0]).toMatchObject({ step: `configure ${C}`, voters: 3, quorum: 2, tolerance: 1 });
  expect(PLAN_EXIT[outcome]).toBe(2);
});

test('a machine that is down is replaced before its peer is removed', () => {
  const down = withNode(WELL, C, { machine: 'stopped', report: null });
  const { outcome, steps, replaced } = foresee(SPEC, look({ [C]: { machine: 'stopped', silent: true } }, down), NOW);
  expect({ outcome, replaced }).toEqual({ outcome: 'steps', replaced: [C] });
  const names = steps.map(({ step }) => step);
  expect(names.indexOf('join new c')).toBeGreaterThanOrEqual(0);
  expect(names.indexOf('remove old c')).toBeGreaterThan(names.indexOf('join new c'));
  expect(steps.at(-1)).toMatchObject({ voters: 3, tolerance: 1 });
});

test('when most machines have stopped none is replaced: their disks are the cluster', () => {
  const [, b] = THREE;
  const gone: Observed = {
    ...withNode(withNode(WELL, b, { machine: 'stopped', report: null }), C, { machine: 'stopped', report: null }),
    cluster: null,
  };
  const seen = look({ [b]: { machine: 'stopped', silent: true }, [C]: { machine: 'stopped', silent: true } }, gone);
  expect(foresee(SPEC, seen, NOW).replaced).toEqual([]);
});

test('shares that are with people hold the plan: exit 1, with the cure', () => {
  const people = spec(THREE, { seal: { ...SPEC.seal, type: 'shamir' }, custody: { ...SPEC.custody, type: 'pgp' } });
  const shamir = THREE.reduce((seen, id) => withReport(seen, id, { sealType: 'shamir' }), WELL);
  const sealed = withReport(shamir, C, { sealed: true, healthCode: 503 });
  const { outcome, problem } = foresee(people, look({ [C]: { engine: { sealed: true } } }, sealed), NOW);
  expect(problem).toMatchObject({ code: 'QRT-UNSEAL-NEEDED', cure: expect.stringContaining('quorate unseal test') });
  expect(PLAN_EXIT[outcome]).toBe(1);
});

test('a plan names no step twice in a row, however long it waits', () => {
  const { steps } = foresee(SPEC, look({}, confirmed(fresh(THREE))), NOW);
  const repeated = steps.filter((step, index) => {
    const before = steps[index - 1];
    return before?.step === step.step && before.reason === step.reason && before.voters === step.voters;
  });
  expect(repeated).toEqual([]);
});

test('the report sets desired beside observed, and lists machines that nobody desires', () => {
  const two = spec(THREE.slice(0, 2));
  const report = planReportOf(two, look({}, WELL), NOW);
  expect(report.nodes.map(({ id, desired, observed }) => [id, desired !== null, observed?.state])).toEqual([
    [A, true, 'active'],
    [THREE[1], true, 'standby'],
    [C, false, 'standby'],
  ]);
  expect(report).toMatchObject({ environment: 'test', engine: SPEC.engine });
});
