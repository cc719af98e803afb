import { type SafeText, say } from '../mask/safe-text.js';
import type { QuorumVerdict } from './quorum.js';

/** "vault 1.19.0 → 1.21.1"; null when the engine stays, or is not known on both sides. */
export function engineChange({ before, after }: QuorumVerdict['engine']): SafeText | null {
  if (before === null || after === null || before === after) return null;
  const [name] = before.split(' ', 1);
  const same = name !== undefined && after.startsWith(`${name} `);
  return say`${before} → ${same ? (after.slice(name.length + 1) as SafeText) : after}`;
}
