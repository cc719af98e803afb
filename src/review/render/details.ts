import { joined, type SafeText, say } from '../mask/safe-text.js';
import type { Change } from '../model/index.js';

const ORDERS: Readonly<Record<NonNullable<Change['order']>, SafeText>> = {
  'create-before-destroy': say`created before the old one goes`,
  'destroy-before-create': say`the old one is destroyed first`,
  'create-and-forget': say`the old one is left behind, unmanaged`,
};

/** Why a change happens and what is special about it, as one line; empty when there is nothing to say. */
export function explanationOf(change: Change): SafeText {
  const parts: SafeText[] = [];
  if (change.reason !== null) parts.push(change.reason.text);
  if (change.order !== null) parts.push(ORDERS[change.order]);
  if (change.deposed !== null) parts.push(say`left from an earlier failed replacement (${change.deposed})`);
  if (change.previous_address !== null) parts.push(say`moved from ${change.previous_address}`);
  if (change.importing !== null) parts.push(say`imported by ${change.importing}`);
  if (change.generated_configuration) parts.push(say`its configuration was generated`);
  return joined(parts, '; ');
}

/** A path that forces a replacement although its value stays. */
export const SAME_FORCES = say`the provider forces replacement although the value is the same`;

/** Long digests by their beginning: readers compare, they do not copy. */
export function brief(text: string): string {
  if (!text.includes('sha256:')) return text;
  return text.replace(/\b(sha256:[0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
}
