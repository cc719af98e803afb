import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { BAO, openbaoMain } from './support/openbao.js';
import { changeImage } from './support/other-image.js';
import { expectKept, type Rollout, rollOut } from './support/rollout.js';
import { fewestLive } from './support/voter-watch.js';

describe.skipIf(!BAO).each(['transit', 'shamir'] as const)('OpenBao, sealed by %s', (seal) => {
  let lab: Lab;
  let access: LabAccess;
  let balancer: string;
  let before: StatusReport;

  beforeAll(async () => {
    lab = Lab.create({ label: 'openbao', main: openbaoMain, variables: { QUORATE_LAB_SEAL: seal } });
    access = new LabAccess(lab);
    await lab.deploy();
    before = await lab.status();
    balancer = await access.balancer();
    await access.prepareMount(balancer);
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('three voters from nothing, written through any and read from every node', async () => {
    expect(before).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1, engine: { name: 'openbao' } });
    for (const { address, slot } of before.nodes) {
      await (await access.admin(address)).kv2(MOUNT).put(`through ${slot}`, { value: slot });
    }
    for (const { address } of before.nodes) {
      const kv = (await access.admin(address)).kv2(MOUNT);
      for (const { slot } of before.nodes) {
        await until(`${address} reads what went through ${slot}`, async () => {
          // A standby answers from its own state, and for a moment it does not know the mount.
          const found = await kv.get(`through ${slot}`).then(
            (secret) => secret?.data['value'],
            (error: unknown) => error,
          );
          return found === slot || { not: found };
        });
      }
    }
  });

  test('another deploy finds nothing to do', async () => {
    expect((await lab.deploy()).text).toContain('No changes.');
  });

  test('a leader that is killed is replaced', async () => {
    const [leader] = leaderAndFollower(before);
    await killMachine(access, leader);
    await lab.deploy();
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ id }) => id)).not.toContain(leader);
  });

  describe('another image', () => {
    let rollout: Rollout;
    beforeAll(async () => {
      changeImage(lab);
      rollout = await rollOut(lab, access);
    });

    test('replaces every machine with one leadership move and no fewer than three live voters', () => {
      expect(rollout.after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
      const old = rollout.before.nodes.map(({ id }) => id);
      expect(rollout.after.nodes.filter(({ id }) => old.includes(id))).toEqual([]);
      expect(rollout.report.leaders).toHaveLength(2);
      expect(fewestLive(rollout.sightings)).toBeGreaterThanOrEqual(3);
    });

    test('takes joiners in as non-voters and old voters out by demotion', () => {
      const steps = rollout.report.steps.map(({ step }) => step);
      const asked = (start: string) => new Set(steps.filter((step) => step.startsWith(start)));
      expect(asked('promote ').size).toBe(3);
      expect(asked('demote ').size).toBe(3);
      const stepDown = steps.findIndex((step) => step.startsWith('step down'));
      expect(steps.findLastIndex((step) => step.startsWith('demote'))).toBeLessThan(stepDown);
    });

    test('loses no acknowledged write, and fails no request of the stock Go client', () => {
      expectKept(rollout);
    });
  });
});
