import { joined, listed, type SafeText, say } from '../mask/safe-text.js';
import type { Change } from '../model/index.js';
import { explanationOf } from './details.js';

/** Objects that share a block of the configuration, to which the same happens for the same reason. */
export interface Group {
  readonly kind: Change['kind'];
  /** Address without the key of the instance. */
  readonly name: SafeText;
  readonly count: number;
  /** Keys of the instances; empty for a block that has none. */
  readonly keys: readonly SafeText[];
  /** Why, or for an update what. */
  readonly why: SafeText;
}

/** Folds changes for readers who have ten seconds; groups keep the order of their first objects. */
export function groupsOf(changes: readonly Change[]): Group[] {
  const groups = new Map<string, { -readonly [Key in keyof Group]: Group[Key] } & { keys: SafeText[] }>();
  for (const change of changes) {
    const { kind, deposed } = change;
    const { name, key } = instanceOf(change.address);
    const why = kind === 'update' ? whatChanges(change) : explanationOf(change);
    const id = JSON.stringify([kind, name, why, deposed]);
    const group = groups.get(id) ?? { kind, name, count: 0, keys: [], why };
    group.count += 1;
    if (key !== null) group.keys.push(key);
    groups.set(id, group);
  }
  return [...groups.values()];
}

const INSTANCE = /\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\]$/;

function instanceOf(address: SafeText): { name: SafeText; key: SafeText | null } {
  const found = INSTANCE.exec(address);
  if (found === null) return { name: address, key: null };
  const key = (found[1] ?? found[2] ?? '') as SafeText;
  return { name: address.slice(0, found.index) as SafeText, key };
}

/** The attributes of an update by their first names: `engine, members`. */
function whatChanges(change: Change): SafeText {
  const names = new Set(change.attributes.map(({ path }) => (/^[^.[]*/.exec(path)?.[0] || 'value') as SafeText));
  const other = explanationOf(change);
  const what = names.size === 0 ? [] : [say`${listed([...names], 6)}`];
  return joined(other === '' ? what : [...what, other], '; ');
}
