import type { Group } from '../groups.js';
import { KINDS } from '../words.js';
import { code, prose } from './escape.js';
import type { Sheet } from './sheet.js';

const MOST_GROUPS = 15;
const MOST_KEYS = 7;

/** What happens, to what and why, as a table that is read at a glance; nothing where the list itself is no longer. */
export function addGlance(sheet: Sheet, groups: readonly Group[]): void {
  if (groups.every(({ count }) => count === 1)) return;
  sheet.add('', '| | What | Which | Why |', '| ---: | --- | --- | --- |');
  for (const group of groups.slice(0, MOST_GROUPS)) sheet.add(rowOf(group));
  const rest = groups.slice(MOST_GROUPS).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) sheet.add(`| ${rest} | more | | |`);
}

function rowOf({ kind, name, count, keys, why }: Group): string {
  const some = keys.slice(0, MOST_KEYS).map((key) => code(key));
  const more = keys.length > MOST_KEYS ? [`${keys.length - MOST_KEYS} more`] : [];
  const which = keys.length === 0 ? '' : `: ${[...some, ...more].join(', ')}`;
  return `| ${count} | **${prose(KINDS[kind])}** | ${code(name)}${which} | ${prose(why)} |`;
}
