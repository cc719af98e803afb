import type { CallContext, ProviderCalls, WireSchema } from '../protocol/index.js';

type Call<K extends keyof ProviderCalls, TContext> = (
  request: ProviderCalls[K]['request'],
  context: CallContext,
  provider: TContext,
) => Promise<ProviderCalls[K]['response']>;

/** A resource type with its handlers, as the provider serves it: its attribute types are closed over. */
export interface Resource<TContext> {
  readonly type: string;
  readonly schema: WireSchema;
  readonly validate: Call<'ValidateResourceConfig', unknown>;
  readonly upgrade: Call<'UpgradeResourceState', unknown>;
  readonly read: Call<'ReadResource', TContext>;
  readonly plan: Call<'PlanResourceChange', TContext>;
  readonly apply: Call<'ApplyResourceChange', TContext>;
  readonly import: Call<'ImportResourceState', TContext>;
}
