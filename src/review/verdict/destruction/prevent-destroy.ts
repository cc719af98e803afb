import type { Masker } from '../../mask/masker.js';
import { say } from '../../mask/safe-text.js';
import { field, isRecord } from '../../value/json.js';
import type { Draft } from '../draft.js';

/**
 * `prevent_destroy` that was removed between two synthesised configurations (`cdk.tf.json`).
 *
 * A plan does not contain lifecycle settings, and removing a block together with its protection destroys the object all
 * the same: only the two configurations show it.
 */
export function preventDestroyFindings(before: unknown, after: unknown, masker: Masker): Draft[] {
  const now = new Set(protectedAddresses(after));
  return [...protectedAddresses(before)]
    .filter((address) => !now.has(address))
    .map((address) => ({
      code: 'QRV-PROTECTION-OFF',
      address: masker.text(address),
      title: say`prevent_destroy is removed`,
      detail: say`without it, any later change that replaces or removes the block destroys the object`,
    }));
}

function* protectedAddresses(configuration: unknown): Generator<string> {
  const types = field(configuration, 'resource');
  if (!isRecord(types)) return;
  for (const type of Object.keys(types)) {
    const named = types[type];
    if (!isRecord(named)) continue;
    for (const name of Object.keys(named)) {
      const lifecycle = field(named[name], 'lifecycle');
      const block = Array.isArray(lifecycle) ? lifecycle[0] : lifecycle;
      if (field(block, 'prevent_destroy') === true) yield `${type}.${name}`;
    }
  }
}
