import type { Diagnostic, WirePath } from './diagnostic.js';

/** A value in one of the two encodings that Terraform uses; we send MessagePack only. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

export interface WireAttribute {
  readonly name: string;
  /** JSON of the type; left out when `nested_type` is set. */
  readonly type?: Uint8Array;
  readonly nested_type?: { readonly attributes: readonly WireAttribute[]; readonly nesting: 'SINGLE' | 'LIST' | 'MAP' };
  readonly description: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

export interface WireSchema {
  readonly version: number;
  readonly block: { readonly attributes: readonly WireAttribute[]; readonly description?: string };
}

interface Diagnosed {
  readonly diagnostics: readonly Diagnostic[];
}

interface Typed {
  readonly type_name: string;
}

/** Requests and responses of the calls that a provider answers. */
export interface ProviderCalls {
  GetProviderSchema: {
    request: Record<string, never>;
    response: Diagnosed & {
      provider: WireSchema;
      resource_schemas: Readonly<Record<string, WireSchema>>;
      data_source_schemas?: Readonly<Record<string, WireSchema>>;
      server_capabilities: { plan_destroy: boolean; get_provider_schema_optional: boolean };
    };
  };
  ValidateProviderConfig: { request: { config: DynamicValue }; response: Diagnosed };
  ConfigureProvider: { request: { terraform_version: string; config: DynamicValue }; response: Diagnosed };
  ValidateResourceConfig: { request: Typed & { config: DynamicValue }; response: Diagnosed };
  UpgradeResourceState: {
    request: Typed & { version: number; raw_state: { json: Uint8Array } | null };
    response: Diagnosed & { upgraded_state?: DynamicValue };
  };
  ReadResource: {
    request: Typed & { current_state: DynamicValue; private: Uint8Array };
    response: Diagnosed & { new_state?: DynamicValue; private: Uint8Array };
  };
  PlanResourceChange: {
    request: Typed & {
      prior_state: DynamicValue;
      proposed_new_state: DynamicValue;
      config: DynamicValue;
      prior_private: Uint8Array;
    };
    response: Diagnosed & {
      planned_state?: DynamicValue;
      requires_replace: readonly WirePath[];
      planned_private: Uint8Array;
    };
  };
  ApplyResourceChange: {
    request: Typed & {
      prior_state: DynamicValue;
      planned_state: DynamicValue;
      config: DynamicValue;
      planned_private: Uint8Array;
    };
    response: Diagnosed & { new_state?: DynamicValue; private: Uint8Array };
  };
  ImportResourceState: {
    request: Typed & { id: string };
    response: Diagnosed & {
      imported_resources: readonly { type_name: string; state: DynamicValue; private: Uint8Array }[];
    };
  };
}

/** Calls of a provider that looks things up for stacks; Terraform makes none of them when it has no such schemas. */
export interface DataSourceCalls {
  ValidateDataResourceConfig: { request: Typed & { config: DynamicValue }; response: Diagnosed };
  ReadDataSource: { request: Typed & { config: DynamicValue }; response: Diagnosed & { state?: DynamicValue } };
}

type Calls = ProviderCalls & Partial<DataSourceCalls>;

/** What a call may use beside its request. */
export interface CallContext {
  /**
   * Runs work that an interruption must cut short: the signal fires, and when the work has not settled a few
   * milliseconds later the promise rejects with `Interrupted`, while the work may still finish behind it.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Writes one line to the terminal that Terraform runs in, if there is one. */
  progress(line: string): void;
}

/** A provider, as the protocol server sees it: one function a call. */
export type ProviderService = {
  readonly [K in keyof Calls]: (
    request: NonNullable<Calls[K]>['request'],
    context: CallContext,
  ) => Promise<NonNullable<Calls[K]>['response']>;
};
