import type { Attributes, ConfigOf } from '../../schema/resources/index.js';
import { resourceSchema } from '../../schema/resources/index.js';
import type { CallContext, Diagnostic, ProviderService } from '../protocol/index.js';
import { failureDiagnostic } from './failure.js';
import { ObjectSchema } from './object-schema.js';
import type { Resource } from './resource.js';
import { terraformSchema } from './terraform-schema.js';

export interface ProviderDefinition<A extends Attributes, TContext> {
  /** Local name, for example `quorate`. */
  readonly name: string;
  /** Attributes of the provider block. */
  readonly attributes: A;
  /** Makes what handlers share; called once, before anything is read or changed. */
  configure(config: ConfigOf<A>): Promise<TContext>;
  readonly resources: readonly Resource<TContext>[];
}

/** Assembles a provider for `serveProvider`. */
export function defineProvider<A extends Attributes, TContext>(
  definition: ProviderDefinition<A, TContext>,
): ProviderService {
  const { shapes } = resourceSchema(definition.name, '', definition.attributes);
  const schema = new ObjectSchema(definition.name, definition.attributes, shapes);
  const resources = new Map(definition.resources.map((resource) => [resource.type, resource]));
  let configured: { readonly context: TContext } | undefined;

  const find = (type: string): Resource<TContext> => {
    const resource = resources.get(type);
    if (!resource) throw new Error(`${type} is not a resource of this provider: expected ${[...resources.keys()]}`);
    return resource;
  };
  const contextOf = (): TContext => {
    if (!configured) throw new Error('the provider was asked to work before it was configured');
    return configured.context;
  };

  return {
    GetProviderSchema: async () => ({
      provider: terraformSchema(definition.attributes, shapes),
      resource_schemas: Object.fromEntries([...resources].map(([type, resource]) => [type, resource.schema])),
      server_capabilities: { plan_destroy: true, get_provider_schema_optional: true },
      diagnostics: [],
    }),
    ValidateProviderConfig: async ({ config }) => ({ diagnostics: schema.configIssues(schema.decode(config) ?? {}) }),
    ConfigureProvider: async ({ config }, call) =>
      diagnosed(call, async () => {
        const context = await definition.configure(schema.config(schema.decode(config) ?? {}));
        configured = { context };
      }),
    ValidateResourceConfig: (request, call) => find(request.type_name).validate(request, call, undefined),
    UpgradeResourceState: (request, call) => find(request.type_name).upgrade(request, call, undefined),
    ReadResource: async (request, call) => find(request.type_name).read(request, call, contextOf()),
    PlanResourceChange: async (request, call) => find(request.type_name).plan(request, call, contextOf()),
    ApplyResourceChange: async (request, call) => find(request.type_name).apply(request, call, contextOf()),
    ImportResourceState: async (request, call) => find(request.type_name).import(request, call, contextOf()),
  };
}

async function diagnosed(
  call: CallContext,
  work: () => Promise<void>,
): Promise<{ readonly diagnostics: readonly Diagnostic[] }> {
  try {
    await call.run(work);
    return { diagnostics: [] };
  } catch (error) {
    return { diagnostics: [failureDiagnostic(error, 'configuring the provider')] };
  }
}
