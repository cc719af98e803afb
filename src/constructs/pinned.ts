import type { TerraformElement } from 'cdktf';

/** Gives a resource a logical id that does not change with the construct tree: what it names is stateful. */
export function pinned<T extends TerraformElement>(resource: T, logicalId: string): T {
  resource.overrideLogicalId(logicalId);
  return resource;
}
