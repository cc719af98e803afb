import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { type Planned, resourceDefiner } from '../../../src/provider/framework/index.js';
import type { Unknown } from '../../../src/provider/protocol/index.js';
import {
  type ConfigOf,
  computed,
  required,
  resourceSchema,
  type StateOf,
} from '../../../src/schema/resources/index.js';
import { type box, boxProvider } from './harness.js';

const text = (type: unknown) => Buffer.from(JSON.stringify(type));

describe('a provider', () => {
  it('derives its Terraform schema from the declaration', async () => {
    const { service, context } = await boxProvider({});
    const { resource_schemas, server_capabilities } = await service.GetProviderSchema({}, context);
    expect(server_capabilities).toEqual({ plan_destroy: true, get_provider_schema_optional: true });
    const description = '';
    expect(resource_schemas['test_box']?.block.attributes).toEqual([
      { name: 'name', description, required: true, type: text('string') },
      { name: 'label', description, optional: true, type: text('string') },
      { name: 'size', description, optional: true, computed: true, type: text('number') },
      {
        name: 'parts',
        description,
        required: true,
        nested_type: {
          nesting: 'MAP',
          attributes: [
            { name: 'weight', description, required: true, type: text('number') },
            { name: 'colour', description, optional: true, type: text('string') },
          ],
        },
      },
      { name: 'id', description, computed: true, type: text('string') },
      { name: 'count_seen', description, computed: true, type: text('number') },
      { name: 'notes', description, computed: true, type: text(['list', ['object', { text: 'string' }]]) },
    ]);
  });

  it('gives handlers types that follow the declaration', () => {
    type Config = ConfigOf<typeof box.attributes>;
    expectTypeOf<Config['label']>().toEqualTypeOf<string | null>();
    expectTypeOf<Config['size']>().toEqualTypeOf<number>();
    expectTypeOf<keyof Config>().toEqualTypeOf<'name' | 'label' | 'size' | 'parts'>();
    expectTypeOf<StateOf<typeof box.attributes>['notes']>().toEqualTypeOf<{ text: string }[] | null>();
    expectTypeOf<Planned<number>>().toEqualTypeOf<number | Unknown>();
  });

  it('refuses a resource that can change and has no update handler', () => {
    const loose = resourceSchema('test_loose', '', { size: required(z.number()), id: computed(z.string()) });
    const handlers = { create: async () => ({ id: 'x' }), read: async () => null, delete: async () => undefined };
    expect(() => resourceDefiner()(loose).handledBy(handlers)).toThrow(
      'test_loose has no update handler, but size can change',
    );
  });

  it('refuses to work before it is configured, and types it does not have', async () => {
    const { service, context } = await boxProvider({});
    const request = { type_name: 'test_other', current_state: {}, private: new Uint8Array() };
    await expect(service.ReadResource(request, context)).rejects.toThrow(
      'test_other is not a resource of this provider',
    );
  });
});
