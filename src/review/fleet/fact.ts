import { kindOf } from '../changes/kind.js';
import type { Fate } from '../model/index.js';
import type { ResourceChange } from '../plan/format.js';
import { field, stringField } from '../value/json.js';

/** One object that belongs to a cluster, with what happens to it. */
export interface Fact {
  readonly raw: ResourceChange;
  readonly fate: Fate;
  /** Values that describe it best: planned ones, or the last known ones of what goes. */
  readonly values: unknown;
  /** Null where the plan does not say. */
  readonly environment: string | null;
  /** True for an object that the plan leaves out, as a plan with `-target` does. */
  readonly outside: boolean;
}

/** What happens to the object of a change. */
function fateOf(raw: ResourceChange): Fate {
  switch (kindOf(raw)) {
    case 'create':
      return 'create';
    case 'update':
      return 'update';
    case 'replace':
      return 'replace';
    case 'delete':
      return 'destroy';
    case 'forget':
      return 'forget';
    default:
      return 'keep';
  }
}

/** Values after the apply, or before it for what goes. */
function valuesOf({ change }: ResourceChange): unknown {
  return change.after === null || change.after === undefined ? change.before : change.after;
}

/** A label of ours: an attribute of our own resources, a tag or label such as `quorate:slot` on those of a cloud. */
export function labelOf(values: unknown, name: string): string | undefined {
  for (const container of ['tags', 'tags_all', 'labels']) {
    const tags = field(values, container);
    for (const key of [`quorate:${name}`, `quorate_${name}`, `quorate-${name}`]) {
      const found = stringField(tags, key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The same, looked for in both sides of a change, since one of them may be missing or not known yet. */
export function labelIn(raw: ResourceChange, name: string): string | undefined {
  return labelOf(valuesOf(raw), name) ?? labelOf(raw.change.before, name);
}

/** A text attribute, looked for in both sides of a change. */
export function attributeIn(raw: ResourceChange, name: string): string | undefined {
  return stringField(valuesOf(raw), name) ?? stringField(raw.change.before, name);
}

/** Environment that the object belongs to. */
function environmentIn(raw: ResourceChange): string | null {
  return attributeIn(raw, 'environment') ?? labelIn(raw, 'environment') ?? null;
}

/** The fact of one change. */
export function factOf(raw: ResourceChange, outside = false): Fact {
  return { raw, fate: outside ? 'keep' : fateOf(raw), values: valuesOf(raw), environment: environmentIn(raw), outside };
}
