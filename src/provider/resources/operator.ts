import { quorateOperator } from '../../schema/resources/index.js';
import { defineResource } from '../deployment.js';

/** The operator's key: made once in the working store, which keeps the private half. */
export const operator = defineResource(quorateOperator).handledBy({
  create: async ({ provider, config }) => {
    const environment = await provider.usable(config.environment);
    if (config.site) await environment.settle(config.site);
    return { id: config.environment, public_key: await environment.operatorKey() };
  },
  update: async ({ provider, config }) => {
    if (config.site) await provider.environment(config.environment).settle(config.site);
    return {};
  },
  read: async ({ provider, prior }) => ({
    public_key: await provider.environment(prior.environment).operatorKey(),
  }),
  // What is in the working store outlives what it opened: another stack of this environment finds it again.
  delete: async () => undefined,
});
