import type { Change } from '../model/index.js';

/** Place of a change in the report: what can be missed at the highest cost comes first. */
export function rankOf(change: Change): number {
  const destroys = change.kind === 'delete' || change.kind === 'replace';
  if (destroys && change.protected) return 0;
  if (change.deposed !== null && change.kind === 'delete') return 4;
  return RANKS[change.kind];
}

const RANKS: Readonly<Record<Change['kind'], number>> = {
  replace: 1,
  delete: 2,
  forget: 3,
  update: 5,
  create: 6,
  import: 7,
  move: 8,
  read: 9,
  'no-op': 10,
};

/** Orders by rank, then by address, so that the same plan always reads the same. */
export function byRank(a: Change, b: Change): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a.address !== b.address) return a.address < b.address ? -1 : 1;
  return (a.deposed ?? '') < (b.deposed ?? '') ? -1 : 1;
}
