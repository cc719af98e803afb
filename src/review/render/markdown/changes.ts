import type { Change } from '../../model/index.js';
import type { Group } from '../groups.js';
import { KINDS } from '../words.js';
import { addChange, lineOf } from './change.js';
import { code } from './escape.js';
import { addGlance } from './glance.js';
import type { Level } from './levels.js';
import type { Sheet } from './sheet.js';

const MOST_MODULES = 300;

/** What is planned, as detailed as the level allows. */
export function addChanges(sheet: Sheet, changes: readonly Change[], groups: readonly Group[], level: Level): void {
  if (changes.length === 0) return;
  sheet.add('', `#### Changes (${changes.length})`);
  if (level.glance) addGlance(sheet, groups);
  if (level.changes === 'none') return;
  if (level.changes === 'attributes') for (const change of changes) addChange(sheet, change, level.unchanged);
  else if (level.changes === 'lines') {
    sheet.add('');
    // One by one: the sheet ends it as soon as there is no room.
    for (const change of changes) sheet.add(lineOf(change));
  } else addModules(sheet, changes);
}

function addModules(sheet: Sheet, changes: readonly Change[]): void {
  const modules = new Map<string, Map<string, number>>();
  for (const { module, kind } of changes) {
    const name = module ?? '(root)';
    const kinds = modules.get(name) ?? new Map<string, number>();
    modules.set(name, kinds.set(KINDS[kind], (kinds.get(KINDS[kind]) ?? 0) + 1));
  }
  const sizeOf = (kinds: ReadonlyMap<string, number>) => [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const sorted = [...modules].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
  sheet.add('', '| Module | Changes |', '| --- | --- |');
  for (const [name, kinds] of sorted.slice(0, MOST_MODULES)) {
    sheet.add(`| ${code(name)} | ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')} |`);
  }
  const rest = sorted.slice(MOST_MODULES);
  if (rest.length > 0) {
    const count = rest.reduce((sum, [, kinds]) => sum + sizeOf(kinds), 0);
    sheet.add(`| ${rest.length} more modules | ${count} changes |`);
  }
}
