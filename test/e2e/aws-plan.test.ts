import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { prodLab } from '../aws/prod-lab.js';
import { installStandIn } from '../aws/stand-in/install.js';
import { EVERYTHING } from './support/everything.js';
import type { Lab } from './support/lab.js';

const reviewed = z.object({ changes: z.array(z.object({ address: z.string() }).loose()) }).loose();

describe.runIf(EVERYTHING)('a plan of the stack prod, by real Terraform with a stand-in of Amazon’s provider', () => {
  let lab: Lab;
  let stack: string;
  const terraform = (...args: readonly string[]) => lab.run('terraform', args, { cwd: stack });

  beforeAll(async () => {
    ({ lab, stack } = prodLab('plan'));
    const synth = await lab.cdktf(['synth', lab.environment]);
    if (synth.exitCode !== 0) throw new Error(synth.text);
    await installStandIn(stack);
  });
  afterAll(() => lab.remove());

  test('needs no credentials to be synthesised, initialised and valid', async () => {
    const init = await terraform('init', '-no-color');
    expect(init.exitCode, init.text).toBe(0);
    const valid = await terraform('validate', '-no-color');
    expect(valid.exitCode, valid.text).toBe(0);
  });

  test('makes five machines in three subnets, each enrolled under a name of its own, before the cluster', async () => {
    const plan = await terraform('plan', '-no-color', '-input=false', '-out=plan');
    expect(plan.exitCode, plan.text).toBe(0);
    for (const slot of ['a', 'b', 'c', 'd', 'e']) {
      for (const type of [
        'aws_instance.machines',
        'quorate_member.members',
        'aws_lb_target_group_attachment.attachments',
      ]) {
        expect(plan.text).toContain(`${type}["${slot}"] will be created`);
      }
    }
    expect(plan.text).toContain('quorate_cluster.cluster will be created');
  });

  test('is reviewed: what it opens asks for approval, and there is no quorum to lose yet', async () => {
    const report = path.join(lab.folder, 'report.json');
    const review = await lab.quorate(['review', path.join(stack, 'plan'), '--out', report]);
    expect(review.exitCode, review.text).toBe(3);
    expect(review.stdout).toContain('a new cluster of 5 voters: there is no quorum to lose yet');
    expect(review.stdout).toMatch(/NEEDS APPROVAL .* 87 to create/);
    expect(reviewed.parse(JSON.parse(readFileSync(report, 'utf8'))).changes).toHaveLength(87);
  });
});
