/** A JSON object. Keys come from users: always read with `Object.keys` or `in own`, never trusted to be plain. */
export type JsonRecord = { readonly [key: string]: unknown };

/** True for JSON objects, false for lists, null and scalars. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of an object, or undefined: for anything that is no object, and never one inherited from a prototype. */
export function field(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A property that is a string, else undefined. */
export function stringField(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** A property that is a list, else an empty one. */
export function listField(value: unknown, key: string): readonly unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? found : [];
}

/** Null, absent, empty text, empty list, empty object: what Terraform means by "not set". */
export function isUnset(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}
