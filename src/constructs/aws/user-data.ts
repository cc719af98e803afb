import type { IdentitySeed } from '../../schema/index.js';

/**
 * What an instance is told: public JSON and nothing that is run. What the platform gives it at birth, its id, address
 * and zone, it asks the platform for.
 */
export function userData(seed: IdentitySeed): string {
  return JSON.stringify(seed);
}
