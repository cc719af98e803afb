import { type SnapshotManifest, snapshotKind } from '../../schema/index.js';

/** What a key tells: enough to thin out without reading a manifest. */
type Keyed = Pick<SnapshotManifest, 'id' | 'kind'>;

const ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-\d+$/;

/** Key of a snapshot's archive. */
export function keyOf(root: string, { kind, id }: Keyed): string {
  return `${root}${kind}/${id}.snap`;
}

export function manifestKeyOf(root: string, { kind, id }: Keyed): string {
  return `${root}${kind}/${id}.json`;
}

/** The snapshot whose manifest has this key, null for any other object. */
export function idIn(root: string, key: string): Keyed | null {
  if (!key.startsWith(root) || !key.endsWith('.json')) return null;
  const [folder, name = ''] = key.slice(root.length, -'.json'.length).split('/');
  const kind = snapshotKind.safeParse(folder);
  return kind.success && ID.test(name) ? { kind: kind.data, id: name } : null;
}

/** When the snapshot of this id was taken (ISO 8601). */
export function dateOf(id: string): string {
  return id.replace(ID, '$1-$2-$3T$4:$5:$6Z');
}
