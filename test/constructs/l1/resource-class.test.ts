import { TerraformStack, Testing, Token } from 'cdktf';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { QuorateCluster, QuorateMachine, resourceClass } from '../../../src/constructs/l1/index.js';
import { computed, optional, required, resourceSchema } from '../../../src/schema/resources/index.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;
let stack: TerraformStack;

beforeEach(() => {
  stack = new TerraformStack(Testing.app(), 'lab');
});

const resources = () => JSON.parse(Testing.synth(stack)).resource;

const Case = resourceClass(
  resourceSchema('quorate_case', '', {
    wide_name: required(z.string()),
    by_key: optional(z.record(z.string(), z.object({ zone_name: z.string(), note: z.string().nullable() }))),
    is_on: optional(z.boolean(), { default: true }),
    size: computed(z.number()),
  }),
);

describe('a resource construct', () => {
  it('writes attributes in snake case and leaves map keys as they are', () => {
    new Case(stack, 'case', { wideName: 'x', byKey: { 'eu-west.1': { zoneName: 'z' }, camelKey: { zoneName: 'y' } } });
    expect(resources().quorate_case.case).toMatchObject({
      wide_name: 'x',
      by_key: { 'eu-west.1': { zone_name: 'z' }, camelKey: { zone_name: 'y' } },
    });
  });

  it('leaves out what was left out', () => {
    new Case(stack, 'case', { wideName: 'x' });
    expect(resources().quorate_case.case).toEqual({ wide_name: 'x' });
  });

  it('keeps false, which is not left out', () => {
    new Case(stack, 'case', { wideName: 'x', isOn: false });
    expect(resources().quorate_case.case.is_on).toBe(false);
  });

  it('gives references of its attributes to others', () => {
    const props = { environment: 'lab', role: 'member', slot: 'a', zone: 'z1', image: DIGEST } as const;
    const machine = new QuorateMachine(stack, 'machine', props);
    const first = new Case(stack, 'first', { wideName: `${machine.id} at ${machine.address}` });
    new Case(stack, 'second', { wideName: Token.asString(first.size), byKey: first.byKey });
    const { first: one, second } = resources().quorate_case;
    expect(one.wide_name).toBe('${quorate_machine.machine.id} at ${quorate_machine.machine.address}');
    expect(second).toMatchObject({
      wide_name: '${quorate_case.first.size}',
      by_key: '${quorate_case.first.by_key}',
    });
  });

  it('takes an expression where it takes an object', () => {
    new QuorateCluster(stack, 'cluster', {
      environment: 'lab',
      name: 'lab',
      engine: { name: 'vault', version: '1.21.1' },
      seal: { type: 'shamir' },
      custody: Token.asAny('${var.custody}'),
      members: Token.asAny('${{ for k, m in quorate_member.m : k => m }}'),
      lifecycle: { preventDestroy: true },
    });
    expect(resources().quorate_cluster.cluster).toMatchObject({
      seal: { type: 'shamir' },
      custody: '${var.custody}',
      members: '${{ for k, m in quorate_member.m : k => m }}',
      lifecycle: { prevent_destroy: true },
    });
  });

  it('refuses attributes whose name cdktf uses itself', () => {
    const clash = resourceSchema('quorate_clash', '', { depends_on: required(z.string()) });
    expect(() => resourceClass(clash)).toThrow('quorate_clash.depends_on cannot be a property of a construct');
  });
});
