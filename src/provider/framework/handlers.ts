import type { Attributes, ComputedName, ComputedOf, ConfigOf, StateOf } from '../../schema/resources/index.js';
import type { Planned, PlannedMembers } from './planned.js';

type Awaitable<T> = T | Promise<T>;

/** What every handler that does something gets. */
export interface Work<TContext> {
  /** What the provider's `configure` made. */
  readonly provider: TContext;
  /** Fires when Terraform is stopped. Wind down within 10 ms or be answered for; later results are lost. */
  readonly signal: AbortSignal;
  /** Shows one line on the terminal of the deployment. */
  progress(line: string): void;
  /** Adds a warning to Terraform's output. */
  warn(summary: string, detail?: string): void;
}

/** A place in an object: attribute name, then members, keys and indexes. */
export type AttributeAt<A extends Attributes> = readonly [keyof A & string, ...(string | number)[]];

/** What a plan is made from, and how a handler shapes it. */
export interface PlanWork<A extends Attributes, TContext> extends Work<TContext> {
  /** Refreshed state, null when the object is to be created. */
  readonly prior: StateOf<A> | null;
  /** What the configuration says, defaults filled in. */
  readonly config: PlannedMembers<ConfigOf<A>>;
  /** What would be planned without the handler: configuration, and the computed attributes of the prior state. */
  readonly proposed: PlannedMembers<StateOf<A>>;
  /**
   * Plans the value of a computed attribute. Terraform asks a second time during apply: the value must be a pure
   * function of what is known both times.
   */
  set<N extends ComputedName<A>>(name: N, value: Planned<ComputedOf<A>[N]>): void;
  /** Plans computed attributes as known after apply; on an existing object this makes an update of no change. */
  unknown(...names: ComputedName<A>[]): void;
  /** Makes Terraform replace the object, provided that the attribute's planned value differs from the prior one. */
  replace(...at: AttributeAt<A>): void;
  /** Refuses the plan. */
  error(summary: string, detail: string, at?: AttributeAt<A>): void;
}

/**
 * How objects of a type are made, seen, changed and removed. Any thrown error becomes a diagnostic, and the state that
 * Terraform must keep beside it is decided here and not by handlers.
 */
export interface Handlers<A extends Attributes, TContext> {
  /** Refuses configurations that the zod types cannot; unknown values may be anywhere. */
  validate?(input: {
    readonly config: PlannedMembers<ConfigOf<A>>;
    error(summary: string, detail: string, at?: AttributeAt<A>): void;
    warn(summary: string, detail?: string): void;
  }): void;
  /** Shapes the plan of a create or an update; see `PlanWork`. */
  plan?(input: PlanWork<A, TContext>): Awaitable<void>;
  /** Refuses a deletion while it is only planned, so that nothing else is destroyed either: by throwing. */
  planDelete?(input: Work<TContext> & { readonly prior: StateOf<A> }): Awaitable<void>;
  /** Makes the object and returns what the plan left unknown. After an error Terraform keeps nothing of it. */
  create(
    input: Work<TContext> & { readonly config: ConfigOf<A>; readonly planned: PlannedMembers<ComputedOf<A>> },
  ): Promise<Partial<ComputedOf<A>>>;
  /** Observes the object: what differs from the prior state, or null when it is gone. */
  read(input: Work<TContext> & { readonly prior: StateOf<A> }): Promise<Partial<StateOf<A>> | null>;
  /**
   * Changes the object and returns what the plan left unknown. After an error Terraform keeps the prior
   * configuration, so that the next plan tries again; `PartialFailure` adds fresh computed attributes.
   */
  update?(
    input: Work<TContext> & {
      readonly prior: StateOf<A>;
      readonly config: ConfigOf<A>;
      readonly planned: PlannedMembers<ComputedOf<A>>;
    },
  ): Promise<Partial<ComputedOf<A>>>;
  /** Removes the object. After an error Terraform keeps it and tries again next time. */
  delete(input: Work<TContext> & { readonly prior: StateOf<A> }): Promise<void>;
  /** Finds an object by the id given to `terraform import`; throw when there is none. */
  import?(input: Work<TContext> & { readonly id: string }): Promise<StateOf<A>>;
}
