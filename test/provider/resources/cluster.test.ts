import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UNKNOWN } from '../../../src/provider/protocol/index.js';
import { cluster } from '../../../src/provider/resources/cluster.js';
import { quorateCluster } from '../../../src/schema/resources/index.js';
import { spec, THREE } from '../../cluster/spec/example.js';
import { called } from './harness.js';

type Values = Readonly<Record<string, unknown>>;

const CONFIG: Values = { ...spec(THREE), environment: 'lab', deletion_protection: false };
const STATE: Values = {
  ...CONFIG,
  id: 'lab',
  cluster_id: 'c-1',
  converged: true,
  down: [],
  drift: [],
  membership_plan: null,
};

function project() {
  const folder = mkdtempSync(path.join(tmpdir(), 'cluster-resource-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return called(quorateCluster, cluster, folder);
}

const stepsOf = (planned: unknown) =>
  ((planned as { membership_plan: { step: string }[] }).membership_plan ?? []).map(({ step }) => step);

describe('the plan of a cluster', () => {
  test('of a converged cluster and the same stack is no change', async () => {
    const { planned, diagnostics } = await project().plan(STATE, CONFIG);
    expect(planned).toEqual(STATE);
    expect(diagnostics).toEqual([]);
  });

  test('lists the steps of a repair, the same bytes both times, whatever id the new machine gets', async () => {
    const { plan } = project();
    const prior = { ...STATE, converged: false, down: ['b'] };
    const members = CONFIG['members'] as Record<string, Values>;
    const withNew = (machine_id: unknown, address: unknown) => ({
      ...CONFIG,
      members: { ...members, b: { ...members['b'], machine_id, address } },
    });
    const first = await plan(prior, withNew(UNKNOWN, UNKNOWN));
    const second = await plan(prior, withNew('b-99999999', '127.64.205.77'));
    const steps = stepsOf(first.planned);
    expect(steps).toContain('join new b');
    expect(steps.indexOf('remove old b')).toBeGreaterThan(steps.indexOf('join new b'));
    expect(first.planned).toMatchObject({ converged: true, down: [] });
    expect(stepsOf(second.planned)).toEqual(steps);
  });

  test('cannot be known, and says so, when what differs was seen at the cluster itself', async () => {
    const { planned, diagnostics } = await project().plan({ ...STATE, converged: false }, CONFIG);
    expect(planned).toMatchObject({ converged: true, membership_plan: UNKNOWN });
    expect(diagnostics).toMatchObject([{ severity: 'WARNING', summary: 'the membership plan cannot be known yet' }]);
  });

  test('is a known empty list when only words of the stack changed', async () => {
    const { planned } = await project().plan({ ...STATE, deletion_protection: true }, CONFIG);
    expect(planned).toMatchObject({ membership_plan: [] });
  });

  test('never replaces the cluster, whatever changed', async () => {
    const changes: Values[] = [{ name: 'other' }, { balancer_address: null }, { environment: 'other' }];
    for (const change of changes) {
      expect((await project().plan(STATE, { ...CONFIG, ...change })).requires_replace).toEqual([]);
    }
  });
});

describe('a cluster that cannot be observed', () => {
  test('is kept in state as it was, with a warning', async () => {
    const { state, diagnostics } = await project().read(STATE);
    expect(state).toEqual(STATE);
    expect(diagnostics).toMatchObject([{ severity: 'WARNING', summary: 'the cluster of lab could not be observed' }]);
  });
});

describe('a protected cluster', () => {
  test('is not deleted, and the message names the switch', async () => {
    const prior = { ...STATE, deletion_protection: true };
    const { state, diagnostics } = await project().apply(prior, null);
    expect(state).toEqual(prior);
    expect(diagnostics).toMatchObject([{ severity: 'ERROR', summary: expect.stringContaining('QRT-PROTECTED') }]);
    expect(JSON.stringify(diagnostics)).toContain('deletionProtection: false');
  });
});
