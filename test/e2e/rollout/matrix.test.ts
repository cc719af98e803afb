import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { LabAccess } from '../support/lab-access.js';
import { changeImage } from '../support/other-image.js';
import { expectDestroyedLast, expectKept, type Observed, observed, type Rollout, rollOut } from '../support/rollout.js';
import { fewestLive } from '../support/voter-watch.js';

interface Case {
  readonly what: string;
  readonly nodes: 3 | 5;
  readonly from: string;
  readonly to: string;
  readonly change?: (lab: Lab) => void;
}

const CASES: readonly Case[] = [
  { what: 'Vault 1.21.0 to 1.21.1', nodes: 3, from: '1.21.0', to: '1.21.1' },
  { what: 'Vault 1.19.0 to 1.21.1 on five nodes', nodes: 5, from: '1.19.0', to: '1.21.1' },
  { what: 'another image of the same version', nodes: 3, from: '1.21.1', to: '1.21.1', change: changeImage },
];

describe.skipIf(!EVERYTHING).each(CASES)('a rollout of $what', ({ nodes, from, to, change }) => {
  let lab: Lab;
  let access: LabAccess;
  let rollout: Rollout;

  beforeAll(async () => {
    lab = Lab.create({ label: 'matrix', variables: { QUORATE_LAB_NODES: String(nodes) } });
    access = new LabAccess(lab);
    await lab.deploy({ QUORATE_LAB_ENGINE: `vault@${from}` });
    change?.(lab);
    rollout = await rollOut(lab, access, { QUORATE_LAB_ENGINE: `vault@${to}` });
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('replaces every machine in the same cluster', () => {
    const { before, after } = rollout;
    expect(after).toMatchObject({ healthy: true, voters: nodes, cluster_id: before.cluster_id });
    expect(new Set(after.nodes.map(({ version }) => version))).toEqual(new Set([to]));
    const old = before.nodes.map(({ id }) => id);
    expect(after.nodes.filter(({ id }) => old.includes(id))).toEqual([]);
  });

  test('loses no acknowledged write and fails no request of stock clients', () => {
    expectKept(rollout);
  });

  test('moves leadership once, with as many live voters as ever', ({ annotate }) => {
    const { report, sightings } = rollout;
    annotate(`write gap ${report.canary?.gap?.ms} ms, convergence ${report.to - report.from} ms`);
    expect(report).toMatchObject({ failure: null, replaced: nodes, canary: { lost: 0, problem: null } });
    expect(report.leaders).toHaveLength(2);
    expect(fewestLive(sightings)).toBeGreaterThanOrEqual(nodes);
  });

  test('destroys old machines after the convergence', () => {
    expectDestroyedLast(rollout);
  });
});

describe.skipIf(!EVERYTHING)('a change of configuration alone', () => {
  let lab: Lab;
  let access: LabAccess;
  let rollout: Observed;

  beforeAll(async () => {
    lab = Lab.create({ label: 'settings' });
    access = new LabAccess(lab);
    await lab.deploy();
    const stack = path.join(lab.folder, 'stacks', 'lab.ts');
    const text = readFileSync(stack, 'utf8');
    writeFileSync(stack, text.replace('deletionProtection: false,', 'deletionProtection: false, ui: true,'));
    rollout = await observed(lab, access);
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('keeps every machine, restarts their engines, and leaves a healthy cluster', async () => {
    const { before, after, outcome } = rollout;
    expect(outcome.text).toMatch(/Apply complete! Resources: 0 added, 1 changed, 0 destroyed/);
    expect(after.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    for (const { id } of after.nodes) {
      const rendered = readFileSync(path.join(access.machine(id), 'config', 'engine.hcl'), 'utf8');
      expect(rendered).toMatch(/^ui\s+= true$/m);
    }
  });

  test('restarts one at a time: two of three voters always live', () => {
    expect(fewestLive(rollout.sightings)).toBeGreaterThanOrEqual(2);
  });

  test('loses no acknowledged write and fails no request of stock clients', () => {
    expectKept(rollout);
  });
});
