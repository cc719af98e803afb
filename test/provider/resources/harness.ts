import { Deployment } from '../../../src/provider/deployment.js';
import type { Resource } from '../../../src/provider/framework/index.js';
import { ctyObjectOf } from '../../../src/provider/framework/terraform-schema.js';
import { type CallContext, decodeDynamicValue, encodeDynamicValue } from '../../../src/provider/protocol/index.js';
import type { ResourceSchema } from '../../../src/schema/resources/index.js';

type Values = Readonly<Record<string, unknown>>;

/** A resource of the provider, called as Terraform calls it, with plain values. */
export function called(schema: ResourceSchema, resource: Resource<Deployment>, projectDir: string) {
  const type = ctyObjectOf(schema.shapes);
  const encode = (value: Values | null) =>
    encodeDynamicValue(value && Object.fromEntries(Object.keys(schema.shapes).map((n) => [n, value[n] ?? null])), type);
  const provider = new Deployment(projectDir, projectDir);
  const lines: string[] = [];
  const context: CallContext = {
    run: (work) => work(new AbortController().signal),
    progress: (line) => void lines.push(line),
  };
  const type_name = schema.type;
  return {
    lines,
    async plan(prior: Values | null, config: Values) {
      const proposed_new_state = encode({ ...computedOf(schema, prior), ...config });
      const request = { prior_state: encode(prior), config: encode(config), proposed_new_state };
      const reply = await resource.plan({ type_name, ...request, prior_private: new Uint8Array() }, context, provider);
      return { ...reply, planned: decodeDynamicValue(reply.planned_state, type) };
    },
    async apply(prior: Values | null, planned: Values | null) {
      const config = encode(planned && configOf(schema, planned));
      const request = { prior_state: encode(prior), planned_state: encode(planned), config };
      const reply = await resource.apply(
        { type_name, ...request, planned_private: new Uint8Array() },
        context,
        provider,
      );
      return { ...reply, state: decodeDynamicValue(reply.new_state, type) };
    },
    async read(prior: Values) {
      const request = { type_name, current_state: encode(prior), private: new Uint8Array() };
      const reply = await resource.read(request, context, provider);
      return { ...reply, state: decodeDynamicValue(reply.new_state, type) };
    },
  };
}

function computedOf(schema: ResourceSchema, values: Values | null): Values {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([n]) => schema.attributes[n]?.kind === 'computed'));
}

function configOf(schema: ResourceSchema, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([n]) => schema.attributes[n]?.kind !== 'computed'));
}
