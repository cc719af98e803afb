import type { Probe } from './probe.js';

/**
 * Writes numbered values to a version 2 key-value mount, one key a number, and reads every one of them back at the end.
 * For tests and drills: the mount is their own, and the client has to carry a token that may use it.
 */
export function valueProbe(mount: string, folder: string): Probe<null> {
  const key = (number: number) => `${folder}/${number}`;
  return {
    proveAfterMs: null,
    write: async (client, number, call) => {
      await client.kv2(mount).put(key(number), { number }, call);
      return null;
    },
    prove: async (client, number, _receipt, call) => {
      const found = await client.kv2(mount).get(key(number), call);
      return found?.data['number'] === number;
    },
  };
}
