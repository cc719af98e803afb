import { isRecord } from '../../value/json.js';
import { isSensitiveAttribute, soundsSecret } from '../sensitive-attributes.js';
import type { Collector } from './collector.js';

/** A text under a name that merely sounds secret is searched for elsewhere only from this length on. */
const SHORTEST = 8;

/** References to a secret are no secrets: ARNs, URLs, paths, ids of stored secrets. */
const REFERENCE = /^(?:arn:|https?:\/\/|projects\/|[./]|\$\{)|^[a-z]+-[0-9a-f-]{8,40}$/;

/** Secrets of attributes that hold one by type or by name, whether or not the provider marked them. */
export function harvestNamed(type: string, values: unknown, into: Collector): void {
  if (!isRecord(values)) return;
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value === null || typeof value === 'boolean' || typeof value === 'number') continue;
    if (isSensitiveAttribute(type, key)) into.add(value);
    else walk(key, value, into);
  }
}

function walk(key: string, value: unknown, into: Collector): void {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST && soundsSecret(key) && !REFERENCE.test(value)) into.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) walk(key, item, into);
  } else if (isRecord(value)) {
    for (const child of Object.keys(value)) walk(child, value[child], into);
  }
}
