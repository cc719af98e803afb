import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';
import { type CtyType, type CtyValue, conform } from './cty.js';
import type { DynamicValue } from './messages.js';
import { Unknown } from './unknown.js';

const extensionCodec = new ExtensionCodec();
for (const extension of [0, 12] as const) {
  extensionCodec.register({
    type: extension,
    encode: (value) => (value instanceof Unknown && value.extension === extension ? value.payload : null),
    decode: (payload) => new Unknown(extension, payload.slice()),
  });
}

/** Encodes a value as Terraform's MessagePack, with sorted keys so that equal values have equal bytes. */
export function encodeDynamicValue(value: unknown, type: CtyType): DynamicValue {
  const typed = conform(value, type, 'refuse');
  return { msgpack: encode(withDecimals(typed), { extensionCodec, sortKeys: true }) };
}

/** @throws Error when the bytes do not hold a value of the type. */
export function decodeDynamicValue(value: DynamicValue | null | undefined, type: CtyType): CtyValue {
  if (value?.msgpack?.length) {
    return conform(decode(value.msgpack, { extensionCodec, useBigInt64: true }), type, 'refuse');
  }
  if (value?.json?.length) return conform(parseJson(value.json), type, 'refuse');
  return null;
}

/** Reads an object of stored state (JSON, perhaps of an older version): what it lacks is null, what we dropped goes. */
export function decodeStoredState(json: Uint8Array, type: CtyType): CtyValue {
  return conform(parseJson(json), type, 'drop', 'state');
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Fractions travel as decimal text: a double of 0.1 is not the 0.1 that Terraform read in the configuration. */
function withDecimals(value: CtyValue): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : String(value);
  if (typeof value !== 'object' || value === null || value instanceof Unknown) return value;
  if (Array.isArray(value)) return value.map(withDecimals);
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, withDecimals(element)]));
}
