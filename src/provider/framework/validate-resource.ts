import type { Attributes } from '../../schema/resources/index.js';
import type { ProviderCalls } from '../protocol/index.js';
import { diagnostic } from './failure.js';
import type { Handlers } from './handlers.js';
import type { ObjectSchema } from './object-schema.js';
import type { CallWork } from './work.js';

type ValidateCall = ProviderCalls['ValidateResourceConfig'];

/** Checks a configuration by its zod types, then by the handler, which only sees well-formed ones. */
export async function validateResource<A extends Attributes, TContext>(
  schema: ObjectSchema<A>,
  handlers: Handlers<A, TContext>,
  request: ValidateCall['request'],
  work: CallWork<unknown>,
): Promise<ValidateCall['response']> {
  try {
    const config = schema.decode(request.config);
    if (config) {
      work.diagnostics.push(...schema.configIssues(config));
      if (!work.failed) {
        handlers.validate?.({
          config: schema.plannedConfig(config),
          error: (summary, detail, at = [] as never) =>
            void work.diagnostics.push(diagnostic('ERROR', summary, detail, schema.steps(at))),
          warn: (summary, detail = '') => void work.diagnostics.push(diagnostic('WARNING', summary, detail)),
        });
      }
    }
  } catch (error) {
    work.fail(error, `validating ${schema.name}`);
  }
  return { diagnostics: work.diagnostics };
}
