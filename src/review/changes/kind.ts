import type { ChangeKind, ReplaceOrder } from '../model/index.js';
import type { ResourceChange } from '../plan/format.js';

/** What is planned, from the list of actions: any list with a deletion and a creation is a replacement. */
export function kindOf(resource: ResourceChange): ChangeKind {
  const { actions } = resource.change;
  const creates = actions.includes('create');
  if (creates && (actions.includes('delete') || actions.includes('forget'))) return 'replace';
  if (actions.includes('delete')) return 'delete';
  if (actions.includes('forget')) return 'forget';
  if (creates) return 'create';
  if (actions.includes('update')) return 'update';
  if (actions.includes('read')) return 'read';
  if (actions.some((action) => action !== 'no-op')) return 'update';
  if (isImported(resource)) return 'import';
  return isMoved(resource) ? 'move' : 'no-op';
}

/** In which order a replacement happens; null for everything else. */
export function orderOf({ change: { actions } }: ResourceChange): ReplaceOrder | null {
  const create = actions.indexOf('create');
  if (create < 0) return null;
  if (actions.includes('forget')) return 'create-and-forget';
  const destroy = actions.indexOf('delete');
  if (destroy < 0) return null;
  return create < destroy ? 'create-before-destroy' : 'destroy-before-create';
}

/** True when an existing object is taken under management. */
export function isImported({ change }: ResourceChange): boolean {
  return change.importing !== null && change.importing !== undefined;
}

/** True when the object is known under another address so far. */
export function isMoved({ address, previous_address }: ResourceChange): boolean {
  return previous_address !== null && previous_address !== undefined && previous_address !== address;
}
