import { preflight as examine } from '../../environment/index.js';
import { type ConfigOf, quoratePreflight } from '../../schema/resources/index.js';
import { defineResource } from '../deployment.js';
import { isWhollyKnown } from '../protocol/index.js';

type Config = ConfigOf<(typeof quoratePreflight)['attributes']>;

/** Makes nothing: it looks at the account while Terraform plans, so that what it refuses is refused before anything is touched. */
export const preflight = defineResource(quoratePreflight).handledBy({
  plan: async ({ config, set, error, warn }) => {
    // Subnets of the cluster's own are not known before they are made.
    const { subnet_ids, ...rest } = config;
    if (!isConfig(rest)) return;
    set('id', rest.environment);
    const findings = await examine({ ...rest, subnet_ids: isIds(subnet_ids) ? subnet_ids : null });
    for (const { severity, code, message, cure } of findings) {
      (severity === 'error' ? error : warn)(`${code}: ${message}`, cure);
    }
  },
  create: async ({ config }) => ({ id: config.environment }),
  update: async () => ({}),
  read: async () => ({}),
  delete: async () => undefined,
});

function isConfig(config: object): config is Omit<Config, 'subnet_ids'> {
  return isWhollyKnown(config);
}

function isIds(ids: unknown): ids is readonly string[] {
  return isWhollyKnown(ids) && Array.isArray(ids);
}
