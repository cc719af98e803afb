import { isUnknown, type Unknown } from './unknown.js';

/** A Terraform type in its own JSON encoding, as schemas carry it: `"string"`, `["list", "number"]`, `["object", {}]`. */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | readonly ['list', CtyType]
  | readonly ['map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>];

/** A Terraform value. Objects hold every member of their type, null where nothing was set. */
export type CtyValue =
  | null
  | string
  | number
  | boolean
  | Unknown
  | readonly CtyValue[]
  | { readonly [name: string]: CtyValue };

export type CtyObject = { readonly [name: string]: CtyValue };

/** What to do with members that the type does not have: a typo of ours, or a leftover of an older state. */
export type Leftovers = 'refuse' | 'drop';

/**
 * Types an untyped value: members that are missing become null, numbers may come as decimal strings.
 *
 * @throws Error with the place, what was expected and what was received.
 */
export function conform(raw: unknown, type: CtyType, leftovers: Leftovers, where = 'value'): CtyValue {
  if (raw === null || raw === undefined) return null;
  if (isUnknown(raw)) return raw;
  if (type === 'number') return toNumber(raw, where);
  if (type === 'string' || type === 'bool') {
    if (typeof raw === (type === 'bool' ? 'boolean' : 'string')) return raw as string | boolean;
    throw mismatch(where, type, raw);
  }
  const [kind, inner] = type;
  if (kind === 'list') {
    if (!Array.isArray(raw)) throw mismatch(where, 'list', raw);
    return raw.map((element, index) => conform(element, inner, leftovers, `${where}[${index}]`));
  }
  if (typeof raw !== 'object' || Array.isArray(raw)) throw mismatch(where, kind, raw);
  if (kind === 'map') {
    const entries = Object.entries(raw).map(([key, element]) => [
      key,
      conform(element, inner, leftovers, `${where}[${JSON.stringify(key)}]`),
    ]);
    return Object.fromEntries(entries);
  }
  return toObject(raw, inner, leftovers, where);
}

function toObject(
  raw: object,
  members: Readonly<Record<string, CtyType>>,
  leftovers: Leftovers,
  where: string,
): CtyObject {
  const source: Readonly<Record<string, unknown>> = { ...raw };
  const surplus = Object.keys(source).find((name) => !Object.hasOwn(members, name));
  if (surplus !== undefined && leftovers === 'refuse') {
    throw new Error(`${where}.${surplus} is not in the schema; expected only ${Object.keys(members).join(', ')}`);
  }
  return Object.fromEntries(
    Object.entries(members).map(([name, type]) => [name, conform(source[name], type, leftovers, `${where}.${name}`)]),
  );
}

/** Terraform's numbers are decimals of any length; ours are doubles, so what would lose digits is refused. */
function toNumber(raw: unknown, where: string): number {
  const value = typeof raw === 'string' ? Number(raw) : raw;
  const isLossless = typeof raw !== 'string' || significand(raw) === significand(String(value));
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    if (Number.isSafeInteger(Number(value))) return Number(value) + 0;
  } else if (typeof value === 'number' && Number.isFinite(value) && isLossless) {
    return value;
  }
  throw mismatch(where, 'number that fits a double', raw);
}

/** Digits of a decimal without the zeros at either end; texts of one number have the same. */
function significand(decimal: string): string {
  const [digits = ''] = decimal.toLowerCase().split('e');
  return digits.replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '');
}

function mismatch(where: string, expected: string, raw: unknown): Error {
  const received = Array.isArray(raw) ? 'list' : typeof raw === 'object' ? 'object' : `${typeof raw} ${String(raw)}`;
  return new Error(`${where} has the wrong type: expected ${expected}, received ${received}`);
}
