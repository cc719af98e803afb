import type { Attributes, ResourceSchema } from '../../schema/resources/index.js';
import { applyResource } from './apply-resource.js';
import type { Handlers } from './handlers.js';
import { ObjectSchema } from './object-schema.js';
import { planResource } from './plan-resource.js';
import { importResource, readResource, upgradeResource } from './read-resource.js';
import type { Resource } from './resource.js';
import { terraformSchema } from './terraform-schema.js';
import { validateResource } from './validate-resource.js';
import { CallWork } from './work.js';

/**
 * Returns the function that defines resources of a provider with the given context. Declaration and handlers are
 * given one after the other, so that the handlers are typed by a declaration that is settled.
 *
 * @example
 * const defineResource = resourceDefiner<Deployment>();
 * export const machine = defineResource(quorateMachine).handledBy({ create: async ({ config, provider }) => …, … });
 */
export function resourceDefiner<TContext>() {
  return <A extends Attributes>(declaration: ResourceSchema<A>) => ({
    /** @throws Error when an attribute can change in place and there is no update handler. */
    handledBy: (handlers: Handlers<A, TContext>): Resource<TContext> => assemble(declaration, handlers),
  });
}

function assemble<A extends Attributes, TContext>(
  declaration: ResourceSchema<A>,
  handlers: Handlers<A, TContext>,
): Resource<TContext> {
  refuseUnreachableUpdates(declaration, handlers);
  const { type, attributes, shapes, description } = declaration;
  const schema = new ObjectSchema(type, attributes, shapes);
  return {
    type,
    schema: terraformSchema(attributes, shapes, description),
    validate: (request, context) => validateResource(schema, handlers, request, new CallWork(context, undefined)),
    upgrade: (request, context) => upgradeResource(schema, request, new CallWork(context, undefined)),
    read: (request, context, provider) => readResource(schema, handlers, request, new CallWork(context, provider)),
    plan: (request, context, provider) => planResource(schema, handlers, request, new CallWork(context, provider)),
    apply: (request, context, provider) => applyResource(schema, handlers, request, new CallWork(context, provider)),
    import: (request, context, provider) => importResource(schema, handlers, request, new CallWork(context, provider)),
  };
}

function refuseUnreachableUpdates<A extends Attributes, TContext>(
  { type, attributes }: ResourceSchema<A>,
  handlers: Handlers<A, TContext>,
): void {
  if (handlers.update) return;
  const changeable = Object.keys(attributes).filter((name) => {
    const attribute = attributes[name];
    return attribute?.kind !== 'computed' && !attribute?.requiresReplace;
  });
  if (changeable.length > 0) {
    throw new Error(
      `${type} has no update handler, but ${changeable.join(', ')} can change. ` +
        'Expected an update handler, or requiresReplace on every attribute.',
    );
  }
}
