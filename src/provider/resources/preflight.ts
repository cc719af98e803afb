import { isDeepStrictEqual } from 'node:util';
import { preflight as examineAccount } from '../../environment/index.js';
import { QuorateError } from '../../schema/index.js';
import { type ConfigOf, quoratePreflight } from '../../schema/resources/index.js';
import { defineResource } from '../deployment.js';
import { isWhollyKnown } from '../protocol/index.js';

type Config = ConfigOf<(typeof quoratePreflight)['attributes']>;

/**
 * Makes nothing: it looks at the account, so that what it refuses is refused before machines are made. A first deploy is
 * refused in the plan. Later the plan warns and the apply refuses: Terraform plans a destruction like a deploy first,
 * and an account in trouble must not keep a cluster from being destroyed.
 */
export const preflight = preflightBy(examineAccount);

/** @param examine only tests give another one */
export function preflightBy(examine: typeof examineAccount) {
  return defineResource(quoratePreflight).handledBy({
    plan: async ({ prior, config, set, unknown, error, warn }) => {
      // Subnets of the cluster's own are not known before they are made.
      const { subnet_ids, ...rest } = config;
      if (!isConfig(rest)) return;
      set('id', rest.environment);
      if (prior === null) set('refused', []);
      const findings = await examine({ ...rest, subnet_ids: isIds(subnet_ids) ? subnet_ids : null });
      for (const { severity, code, message, cure } of findings) {
        (severity === 'error' && prior === null ? error : warn)(`${code}: ${message}`, cure);
      }
      const isUpdate = prior !== null && !isDeepStrictEqual(config, configIn(prior));
      if (isUpdate || (prior !== null && findings.some(({ severity }) => severity === 'error'))) unknown('refused');
    },
    create: async ({ config }) => ({ id: config.environment, refused: [] }),
    update: async ({ config }) => {
      const refusal = (await examine(config)).find(({ severity }) => severity === 'error');
      if (refusal) throw new QuorateError(refusal.code, refusal.message, refusal.cure);
      return { refused: [] };
    },
    read: async () => ({}),
    delete: async () => undefined,
  });
}

function configIn({ id: _id, refused: _refused, ...config }: Config & { id: string; refused: readonly string[] }) {
  return config;
}

function isConfig(config: object): config is Omit<Config, 'subnet_ids'> {
  return isWhollyKnown(config);
}

function isIds(ids: unknown): ids is readonly string[] {
  return isWhollyKnown(ids) && Array.isArray(ids);
}
