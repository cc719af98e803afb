import type { EngineClient } from '../../../src/engine/index.js';
import { until } from '../../engine/support/until.js';
import { MOUNT } from './lab-access.js';

/**
 * Waits until this is read. A standby of OpenBao answers from its own state: for a moment it does not know a mount, or is
 * behind, and it looks for a new encryption key every ten seconds.
 */
export async function reads(client: EngineClient, name: string, value: string): Promise<void> {
  await until(`${client.address} reads ${name}`, async () => {
    const found = await client
      .kv2(MOUNT)
      .get(name)
      .then(
        (secret) => secret?.data['value'],
        (error: unknown) => error,
      );
    return found === value || { not: found };
  });
}
