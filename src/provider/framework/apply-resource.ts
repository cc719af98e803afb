import type { Attributes, ComputedOf } from '../../schema/resources/index.js';
import { type CtyObject, isUnknown, type ProviderCalls } from '../protocol/index.js';
import { PartialFailure } from './failure.js';
import type { Handlers } from './handlers.js';
import type { ObjectSchema } from './object-schema.js';
import type { CallWork } from './work.js';

type Request = ProviderCalls['ApplyResourceChange']['request'];
type Response = ProviderCalls['ApplyResourceChange']['response'];
type Values = Readonly<Record<string, unknown>>;

/**
 * Carries out a planned change. What Terraform keeps after an error is decided here, once:
 *
 * - a failed create keeps nothing, because a kept object would be tainted, so deleted and made again;
 * - a failed update keeps the prior configuration, because with the new one Terraform would see nothing left to do
 *   and delete the deposed machines without the cluster having let go of them;
 * - a failed deletion keeps the object.
 */
export async function applyResource<A extends Attributes, TContext>(
  schema: ObjectSchema<A>,
  handlers: Handlers<A, TContext>,
  request: Request,
  work: CallWork<TContext>,
): Promise<Response> {
  const prior = schema.decode(request.prior_state);
  const planned = schema.decode(request.planned_state);
  const reply = (object: Values | null): Response => ({
    new_state: schema.encode(object),
    private: request.planned_private,
    diagnostics: work.diagnostics,
  });
  try {
    if (!planned) {
      if (prior) await work.run((base) => handlers.delete({ ...base, prior: schema.state(prior) }));
      return reply(null);
    }
    const computed = await work.run((base) => {
      const input = { ...base, config: schema.config(planned), planned: schema.planned(planned) };
      if (!prior) return handlers.create(input);
      if (handlers.update) return handlers.update({ ...input, prior: schema.state(prior) });
      throw new Error(`${schema.name} cannot be updated in place`);
    });
    return reply(complete(schema, planned, computed));
  } catch (error) {
    work.fail(error, `${verb(prior, planned)} ${schema.name}${labelOf(prior)}`);
    if (!prior) return reply(null);
    const fresh = planned && error instanceof PartialFailure ? error.computed : {};
    try {
      return reply(overlay(schema, prior, fresh));
    } catch (unfit) {
      work.fail(unfit, `keeping what is known of ${schema.name}`);
      return reply(prior);
    }
  }
}

/** The planned object with what the handler found; a planned-known value stays unless the handler says otherwise. */
function complete<A extends Attributes>(
  schema: ObjectSchema<A>,
  planned: CtyObject,
  computed: Partial<ComputedOf<A>>,
): Values {
  const object = overlay(schema, planned, computed);
  const missing = Object.keys(object).filter((name) => isUnknown(object[name]));
  if (missing.length === 0) return object;
  throw new Error(
    `${schema.name} did what was asked but left ${missing.join(', ')} unknown; this is a bug of the provider`,
  );
}

function overlay<A extends Attributes>(schema: ObjectSchema<A>, object: CtyObject, computed: Values): Values {
  const names = schema.entries.filter(({ attribute }) => attribute.kind === 'computed').map(({ name }) => name);
  const surplus = Object.keys(computed).find((name) => !names.includes(name));
  if (surplus !== undefined)
    throw new Error(`${schema.name}.${surplus} is not computed; this is a bug of the provider`);
  return { ...object, ...Object.fromEntries(Object.entries(computed).filter(([, value]) => value !== undefined)) };
}

function verb(prior: CtyObject | null, planned: CtyObject | null): string {
  if (!planned) return 'deleting';
  return prior ? 'updating' : 'creating';
}

function labelOf(prior: CtyObject | null): string {
  return typeof prior?.['id'] === 'string' ? ` ${prior['id']}` : '';
}
