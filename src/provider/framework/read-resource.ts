import type { Attributes } from '../../schema/resources/index.js';
import type { ProviderCalls } from '../protocol/index.js';
import type { Handlers } from './handlers.js';
import type { ObjectSchema } from './object-schema.js';
import type { CallWork } from './work.js';

type ReadCall = ProviderCalls['ReadResource'];
type ImportCall = ProviderCalls['ImportResourceState'];
type UpgradeCall = ProviderCalls['UpgradeResourceState'];

/** Refreshes an object: what the handler observed replaces what the state held. */
export async function readResource<A extends Attributes, TContext>(
  schema: ObjectSchema<A>,
  handlers: Handlers<A, TContext>,
  request: ReadCall['request'],
  work: CallWork<TContext>,
): Promise<ReadCall['response']> {
  let state = request.current_state;
  try {
    const prior = schema.decode(state);
    if (prior) {
      const seen = await work.run((base) => handlers.read({ ...base, prior: schema.state(prior) }));
      state = schema.encode(seen && { ...prior, ...seen });
    }
  } catch (error) {
    work.fail(error, `reading ${schema.name}`);
  }
  return { new_state: state, private: request.private, diagnostics: work.diagnostics };
}

/** Brings an existing object under Terraform's care. */
export async function importResource<A extends Attributes, TContext>(
  schema: ObjectSchema<A>,
  handlers: Handlers<A, TContext>,
  request: ImportCall['request'],
  work: CallWork<TContext>,
): Promise<ImportCall['response']> {
  const { type_name, id } = request;
  try {
    const find = handlers.import;
    if (!find) throw new Error(`${schema.name} cannot be imported: remove the import block and let a deploy create it`);
    const state = schema.encode(await work.run((base) => find({ ...base, id })));
    return { imported_resources: [{ type_name, state, private: new Uint8Array() }], diagnostics: work.diagnostics };
  } catch (error) {
    work.fail(error, `importing ${schema.name} ${id}`);
    return { imported_resources: [], diagnostics: work.diagnostics };
  }
}

/** Reads stored state by the schema of today: attributes that are new since then are null. */
export async function upgradeResource<A extends Attributes>(
  schema: ObjectSchema<A>,
  request: UpgradeCall['request'],
  work: CallWork<unknown>,
): Promise<UpgradeCall['response']> {
  try {
    const object = schema.decodeStored(request.raw_state?.json ?? new Uint8Array());
    return { upgraded_state: schema.encode(object), diagnostics: work.diagnostics };
  } catch (error) {
    work.fail(error, `reading the stored state of ${schema.name}`);
    return { diagnostics: work.diagnostics };
  }
}
