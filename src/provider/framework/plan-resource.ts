import { isDeepStrictEqual } from 'node:util';
import type { Attributes, StateOf } from '../../schema/resources/index.js';
import { type CtyObject, type CtyValue, type ProviderCalls, UNKNOWN, type WirePath } from '../protocol/index.js';
import { diagnostic } from './failure.js';
import type { AttributeAt, Handlers, PlanWork, Work } from './handlers.js';
import type { ObjectSchema } from './object-schema.js';
import type { CallWork } from './work.js';

type Request = ProviderCalls['PlanResourceChange']['request'];
type Response = ProviderCalls['PlanResourceChange']['response'];

/**
 * Plans a create, an update or a deletion. Terraform calls this a second time during apply, when more is known and
 * nothing of the first call is: the same inputs must give the same bytes, so no state is kept between calls.
 */
export async function planResource<A extends Attributes, TContext>(
  schema: ObjectSchema<A>,
  handlers: Handlers<A, TContext>,
  request: Request,
  work: CallWork<TContext>,
): Promise<Response> {
  const draft = { planned: request.proposed_new_state, replace: [] as WirePath[] };
  try {
    const priorObject = schema.decode(request.prior_state);
    const prior = priorObject && schema.state(priorObject);
    const config = schema.decode(request.config);
    if (config === null) {
      if (prior) await work.run((base) => handlers.planDelete?.({ ...base, prior }));
    } else {
      const plan = new Draft(schema, priorObject, config);
      await work.run((base) => handlers.plan?.(plan.input(base, prior, work)));
      if (priorObject && !handlers.update) plan.refuseUpdate(work);
      draft.planned = schema.encode(plan.object);
      draft.replace = plan.requiresReplace();
    }
  } catch (error) {
    work.fail(error, `planning ${schema.name}`);
  }
  return {
    planned_state: draft.planned,
    requires_replace: draft.replace,
    planned_private: request.prior_private,
    diagnostics: work.diagnostics,
  };
}

class Draft<A extends Attributes> {
  readonly object: Record<string, CtyValue>;
  readonly #replace: AttributeAt<A>[] = [];

  constructor(
    private readonly schema: ObjectSchema<A>,
    private readonly prior: CtyObject | null,
    config: CtyObject,
  ) {
    this.object = Object.fromEntries(
      schema.entries.map(({ name, attribute }) => {
        if (attribute.kind === 'computed') return [name, prior ? (prior[name] ?? null) : UNKNOWN];
        return [name, config[name] ?? (attribute.default as CtyValue | undefined) ?? null];
      }),
    );
  }

  input<TContext>(base: Work<TContext>, prior: StateOf<A> | null, work: CallWork<TContext>): PlanWork<A, TContext> {
    return {
      ...base,
      prior,
      config: this.schema.plannedConfig(this.object),
      proposed: this.schema.planned(this.object),
      set: (name, value) => {
        this.object[name] = value as CtyValue;
      },
      unknown: (...names) => {
        for (const name of names) this.object[name] = UNKNOWN;
      },
      replace: (...at) => void this.#replace.push(at),
      error: (summary, detail, at = [] as never) =>
        void work.diagnostics.push(diagnostic('ERROR', summary, detail, this.schema.steps(at))),
    };
  }

  requiresReplace(): WirePath[] {
    if (!this.prior) return [];
    const changed = this.schema.changed(this.prior, this.object);
    const fixed = changed.filter(({ attribute }) => attribute.requiresReplace).map(({ name }) => [name]);
    return [...fixed, ...this.#replace].map((at) => ({ steps: this.schema.steps(at) }));
  }

  /** A type without an update handler can only be replaced; anything else is a mistake of the resource's author. */
  refuseUpdate(work: CallWork<unknown>): void {
    if (!this.prior || this.requiresReplace().length > 0 || isDeepStrictEqual(this.prior, this.object)) return;
    work.fail(new Error(`${this.schema.name} cannot be updated in place`), `planning ${this.schema.name}`);
  }
}
