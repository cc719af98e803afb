import { readlinkSync } from 'node:fs';
import * as z from 'zod';
import { identityOf, isAlive, processIdentity } from '../process/index.js';

/**
 * A process as it names itself in a store that several hosts may share. The pid namespace tells whether its pid means
 * anything to the reader: containers on one host share the boot id.
 */
export const sharedIdentity = processIdentity.extend({ pidNamespace: z.string() });
export type SharedIdentity = z.infer<typeof sharedIdentity>;

/** `elsewhere`: another host, boot or container, so that nothing can be said about it from here. */
export type ProcessState = 'running' | 'gone' | 'elsewhere';

let self: SharedIdentity | undefined;

/** Identity of this process. */
export function ownProcess(): SharedIdentity {
  self ??= { ...processIdentity.parse(identityOf()), pidNamespace: readlinkSync('/proc/self/ns/pid') };
  return self;
}

/** Whether that process still runs. A zombie counts as gone: it will never take another step. */
export function processState(identity: SharedIdentity): ProcessState {
  const { bootId, pidNamespace } = ownProcess();
  if (identity.bootId !== bootId || identity.pidNamespace !== pidNamespace) return 'elsewhere';
  return isAlive(identity) ? 'running' : 'gone';
}
