import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { attributeTypeOf } from '../../../src/schema/resources/attribute-type.js';
import * as resources from '../../../src/schema/resources/index.js';

describe('the shape of an attribute', () => {
  it.each([
    ['a string', z.string().regex(/x/), { kind: 'string' }],
    ['a format', z.ipv4(), { kind: 'string' }],
    ['an enum', z.enum(['a', 'b']), { kind: 'string' }],
    ['a literal', z.literal('a'), { kind: 'string' }],
    ['an integer', z.number().int(), { kind: 'number' }],
    ['a boolean or null', z.boolean().nullable(), { kind: 'bool' }],
    ['a list', z.array(z.string()), { kind: 'list', element: { kind: 'string' } }],
    ['a map', z.record(z.string(), z.number()), { kind: 'map', element: { kind: 'number' } }],
  ])('of %s', (_, schema, shape) => {
    expect(attributeTypeOf(schema, 'x')).toEqual(shape);
  });

  it('of an object knows which members may be left out, and what stands for them', () => {
    const schema = z.object({
      always: z.string(),
      nullable: z.string().nullable(),
      optional: z.string().optional(),
      defaulted: z.number().default(2),
    });
    expect(attributeTypeOf(schema, 'x')).toMatchObject({
      members: {
        always: { optional: false },
        nullable: { optional: true, absent: null },
        optional: { optional: true, absent: undefined },
        defaulted: { optional: true, absent: 2 },
      },
    });
  });

  it('is refused for what Terraform cannot hold, naming the place', () => {
    const schema = z.object({ when: z.array(z.union([z.string(), z.number()])) });
    expect(() => attributeTypeOf(schema, 'thing.at')).toThrow('thing.at.when[] is declared with a zod union');
    expect(() => attributeTypeOf(z.string().transform(Number), 'thing.n')).toThrow(
      'thing.n is declared with a zod pipe',
    );
  });
});

describe('a resource type', () => {
  it('has Terraform names only', () => {
    const declare = () => resources.resourceSchema('t', '', { camelCase: resources.required(z.string()) });
    expect(declare).toThrow('t.camelCase is not a Terraform name: expected snake_case');
  });

  it('of this project has an id that only the provider sets', () => {
    const schemas = Object.values(resources).filter((value) => typeof value === 'object' && 'shapes' in value);
    expect(schemas.map(({ type }) => type).toSorted()).toEqual([
      'quorate_attachment',
      'quorate_cluster',
      'quorate_image',
      'quorate_load_balancer',
      'quorate_machine',
      'quorate_member',
      'quorate_operator',
      'quorate_preflight',
      'quorate_seal',
    ]);
    for (const { attributes } of schemas) expect(attributes.id.kind).toBe('computed');
  });

  it('never replaces a cluster', () => {
    const attributes = Object.values(resources.quorateCluster.attributes);
    expect(attributes.filter(({ requiresReplace }) => requiresReplace)).toEqual([]);
  });
});
