import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../../operation/index.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

const KEY = 'cluster/declared';

const declared = z.object({ policies: z.array(z.string()), auth_methods: z.array(z.string()) });
/** Names of what a stack has declared on the engine: what leaves the stack is taken away again, and nothing else. */
export type Declared = z.infer<typeof declared>;

export async function readDeclared(store: EnvironmentStore): Promise<Declared> {
  const value = await store.get(KEY);
  return value ? decodeJson(declared, value.body, KEY) : { policies: [], auth_methods: [] };
}

export async function writeDeclared(store: EnvironmentStore, names: Declared): Promise<void> {
  await store.put(KEY, encodeJson(names));
}

export function declaredBy({ policies, auth_methods }: ClusterSpec): Declared {
  return { policies: Object.keys(policies).toSorted(), auth_methods: Object.keys(auth_methods).toSorted() };
}

/** What either of them names. */
export function both(left: Declared, right: Declared): Declared {
  const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].toSorted();
  return {
    policies: union(left.policies, right.policies),
    auth_methods: union(left.auth_methods, right.auth_methods),
  };
}
