import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../../operation/index.js';
import { type Attributes, quorateCluster } from '../../schema/resources/index.js';
import type { ClusterSpec } from './cluster-spec.js';

const KEY = 'cluster/spec';

/** The configured attributes, as zod knows them; what the provider computes is no part of what was asked for. */
const clusterSpec = z.object(
  Object.fromEntries(
    Object.entries(quorateCluster.attributes as Attributes)
      .filter(([, { kind }]) => kind !== 'computed')
      .map(([name, attribute]) => [name, readable(attribute)]),
  ),
);

/** What an earlier release did not write yet reads as if it had been left out. */
function readable({ type, kind, default: value }: Attributes[string]): z.ZodType {
  if (kind === 'optional') return type.nullable().default(null);
  return kind === 'defaulted' ? type.default(value) : type;
}

/** What the last deploy asked for, for commands that run outside of Terraform. Public: nothing secret is in it. */
export async function readSpec(store: EnvironmentStore): Promise<ClusterSpec | undefined> {
  const value = await store.get(KEY);
  return value && (decodeJson(clusterSpec, value.body, KEY) as unknown as ClusterSpec);
}

export async function writeSpec(store: EnvironmentStore, spec: ClusterSpec): Promise<void> {
  await store.put(KEY, encodeJson(spec));
}

export async function deleteSpec(store: EnvironmentStore): Promise<void> {
  await store.delete(KEY);
}
