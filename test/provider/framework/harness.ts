import * as z from 'zod';
import { defineProvider, type Handlers, resourceDefiner } from '../../../src/provider/framework/index.js';
import {
  type CallContext,
  type CtyType,
  type CtyValue,
  type DynamicValue,
  decodeDynamicValue,
  encodeDynamicValue,
  Interrupted,
} from '../../../src/provider/protocol/index.js';
import { computed, optional, required, resourceSchema } from '../../../src/schema/resources/index.js';

/** One resource with every kind of attribute. */
export const box = resourceSchema('test_box', 'A box.', {
  name: required(z.string().min(2), { requiresReplace: true, cure: 'Choose a longer name.' }),
  label: optional(z.string()),
  size: optional(z.number().int(), { default: 3 }),
  parts: required(z.record(z.string(), z.object({ weight: z.number(), colour: z.string().default('grey') }))),
  id: computed(z.string()),
  count_seen: computed(z.number()),
  notes: computed(z.array(z.object({ text: z.string() })).nullable()),
});
export type BoxHandlers = Handlers<typeof box.attributes, { readonly world: string }>;

export const BOX_TYPE: CtyType = [
  'object',
  {
    name: 'string',
    label: 'string',
    size: 'number',
    parts: ['map', ['object', { weight: 'number', colour: 'string' }]],
    id: 'string',
    count_seen: 'number',
    notes: ['list', ['object', { text: 'string' }]],
  },
];

export const CONFIG = { name: 'box', parts: { a: { weight: 1, colour: null } } };
export const PRIOR = { ...CONFIG, size: 3, id: 'box-1', count_seen: 1, notes: null };

const unexpected = async () => {
  throw new Error('a handler was called that this test does not expect');
};

export const encodeBox = (value: unknown): DynamicValue => encodeDynamicValue(value, BOX_TYPE);
export const decodeBox = (value: DynamicValue | undefined): CtyValue => decodeDynamicValue(value, BOX_TYPE);

/** A provider of the one resource, with calls that take and give plain values. */
export async function boxProvider(handlers: Partial<BoxHandlers>) {
  const lines: string[] = [];
  const controller = new AbortController();
  const context: CallContext = {
    run: (work) => work(controller.signal),
    progress: (line) => void lines.push(line),
  };
  const all = { create: unexpected, read: unexpected, update: unexpected, delete: unexpected, ...handlers };
  const service = defineProvider({
    name: 'test',
    attributes: { world: required(z.string()) },
    configure: async ({ world }) => ({ world }),
    resources: [resourceDefiner<{ readonly world: string }>()(box).handledBy(all)],
  });
  const world = encodeDynamicValue({ world: 'here' }, ['object', { world: 'string' }]);
  await service.ConfigureProvider({ terraform_version: '1.11.4', config: world }, context);
  const type_name = 'test_box';
  return {
    service,
    context,
    lines,
    interrupt: () => controller.abort(new Interrupted('test')),
    validate: (config: unknown) => service.ValidateResourceConfig({ type_name, config: encodeBox(config) }, context),
    async plan(prior: unknown, config: unknown) {
      const request = {
        prior_state: encodeBox(prior),
        config: encodeBox(config),
        proposed_new_state: encodeBox(config),
      };
      const reply = await service.PlanResourceChange(
        { type_name, ...request, prior_private: new Uint8Array() },
        context,
      );
      return { ...reply, planned: decodeBox(reply.planned_state) };
    },
    async apply(prior: unknown, planned: unknown) {
      const request = { prior_state: encodeBox(prior), planned_state: encodeBox(planned), config: encodeBox(planned) };
      const reply = await service.ApplyResourceChange(
        { type_name, ...request, planned_private: new Uint8Array() },
        context,
      );
      return { ...reply, state: decodeBox(reply.new_state) };
    },
    async read(prior: unknown) {
      const request = { type_name, current_state: encodeBox(prior), private: new Uint8Array() };
      const reply = await service.ReadResource(request, context);
      return { ...reply, state: decodeBox(reply.new_state) };
    },
  };
}
