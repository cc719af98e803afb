import type { Masker } from '../mask/masker.js';
import type { SafeText } from '../mask/safe-text.js';

/** A place inside a value. */
export type Path = readonly (string | number)[];

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The path as Terraform writes it: `ingress[0].cidr_blocks`, `tags["a b"]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!PLAIN.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** The path for readers. Keys are masked before they are quoted: a quoted secret is no longer recognised. */
export function showPath(path: Path, masker: Masker): SafeText {
  return formatPath(path.map((step) => (typeof step === 'string' ? masker.text(step) : step))) as SafeText;
}

/** True when one path is the beginning of the other: a change of one can be a change of the other. */
export function overlaps(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    if (String(a[index]) !== String(b[index])) return false;
  }
  return true;
}

/** True when `path` lies at or below `prefix`. */
export function within(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && overlaps(path, prefix);
}
