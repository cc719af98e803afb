import { createHash } from 'node:crypto';
import type { Masker } from '../mask/masker.js';
import { SENSITIVE } from '../mask/patterns.js';
import { type SafeText, say } from '../mask/safe-text.js';
import { isSensitiveAttribute, soundsSecret } from '../mask/sensitive-attributes.js';
import type { AttributeChange, Change } from '../model/index.js';
import type { PlannedChange } from '../plan/format.js';
import { type Interpretation, interpret, isMeaningful } from '../semantic/interpret.js';
import { type Difference, differences, type Side } from '../value/difference.js';
import { isUnset } from '../value/json.js';
import { anyMarked, covers } from '../value/marks.js';
import { type Path, showPath, within } from '../value/path.js';
import { shorten, show, UNKNOWN } from '../value/show.js';

/** More attributes of one object are counted, not listed. */
const MOST_ATTRIBUTES = 200;
const MOST_UNCHANGED = 40;
const LONGEST_UNCHANGED = 160;

/** The differences of one object. */
export interface AttributeChanges extends Pick<Change, 'attributes' | 'unchanged' | 'omitted' | 'omitted_digest'> {
  /** Where it differs. */
  readonly paths: readonly Path[];
  /** What the differences mean, for the verdicts. */
  readonly facts: readonly { readonly path: SafeText; readonly interpretation: Interpretation }[];
}

/** Compares before and after of one object. */
export function attributeChanges(type: string, planned: PlannedChange, masker: Masker): AttributeChanges {
  const before = { value: planned.before, sensitive: planned.before_sensitive };
  const after = { value: planned.after, sensitive: planned.after_sensitive };
  const whole = (path: Path) => isMeaningful(type, path) || isHidden(type, path);
  const found = differences(before, after, planned.after_unknown, whole);
  const replacing = planned.replace_paths ?? [];
  const isShown = (item: Difference) => item.action !== 'same' || replacing.some((path) => within(path, item.path));
  const shown = found.filter(isShown);
  const unchanged = found.filter((item) => !isShown(item) && !isUnset(item.after.value));
  const facts: { path: SafeText; interpretation: Interpretation }[] = [];
  const attributes: AttributeChange[] = [];
  const digest = shown.length > MOST_ATTRIBUTES ? createHash('sha256') : undefined;
  for (const item of shown) {
    const path = showPath(item.path, masker);
    const interpretation = interpret(type, item, masker);
    if (interpretation !== undefined) facts.push({ path, interpretation });
    const attribute = attributeOf(type, item, path, interpretation, replacing, masker);
    if (attributes.length < MOST_ATTRIBUTES) attributes.push(attribute);
    else digest?.update(JSON.stringify(attribute));
  }
  return {
    attributes,
    unchanged: unchanged.slice(0, MOST_UNCHANGED).map((item) => ({
      path: showPath(item.path, masker),
      value: shorten(side(type, item.path, item.after, undefined, masker) ?? say`null`, LONGEST_UNCHANGED),
    })),
    omitted: Math.max(0, shown.length - MOST_ATTRIBUTES) + Math.max(0, unchanged.length - MOST_UNCHANGED),
    omitted_digest: digest?.digest('hex') ?? null,
    paths: shown.map((item) => item.path),
    facts,
  };
}

function attributeOf(
  type: string,
  item: Difference,
  path: SafeText,
  interpretation: Interpretation | undefined,
  replacing: readonly Path[],
  masker: Masker,
): AttributeChange {
  const sensitive = covers(item.before.sensitive) || covers(item.after.sensitive) || isHidden(type, item.path);
  const meaning = interpretation?.meaning ?? null;
  return {
    path,
    action: item.action,
    before: side(type, item.path, item.before, undefined, masker),
    after: side(type, item.path, item.after, item.unknown, masker),
    unknown: anyMarked(item.unknown),
    sensitive,
    replaces: replacing.some((forcing) => within(item.path, forcing) || within(forcing, item.path)),
    meaning: meaning !== null && sensitive ? { ...meaning, lines: [], omitted: 0 } : meaning,
  };
}

/** One side as text; null when it is not set. */
function side(type: string, path: Path, { value, sensitive }: Side, unknown: unknown, masker: Masker): SafeText | null {
  if (unknown === true) return UNKNOWN as SafeText;
  if (value === undefined || (value === null && !anyMarked(unknown))) return null;
  if (isHidden(type, path) && !isUnset(value)) return SENSITIVE as SafeText;
  return show(value, { sensitive, unknown }, masker);
}

/** True for values that are masked for their type or name, whatever the provider says. */
function isHidden(type: string, path: Path): boolean {
  const name = path.at(-1);
  if (typeof name !== 'string') return false;
  return soundsSecret(name) || (path.length === 1 && isSensitiveAttribute(type, name));
}
