import type { SnapshotManifest } from '../../../snapshots/index.js';
import { addressOf, type StepContext } from '../../steps/context.js';
import { writeRoles } from '../../steps/secure.js';
import { assertLed } from '../support/preconditions.js';
import { situationNow } from '../support/situation.js';
import { putBack } from './put-back.js';
import { awaitServing, proveEveryVoter } from './serving.js';

/**
 * Puts a verified snapshot of this cluster back and waits until every voter that was live serves again, proven by a
 * write through each. Takes no safety snapshot: the caller has one.
 *
 * @returns milliseconds from the request until every voter was proven
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-SEAL` when the engine cannot open it; nothing was changed then.
 */
export async function restoreSnapshot(work: StepContext, manifest: SnapshotManifest): Promise<number> {
  const before = await situationNow(work);
  const live = before.voters.filter((voter) => before.live.has(voter));
  const begun = performance.now();
  await putBack(work, assertLed(before), manifest);
  await awaitServing(work, live);
  await renewLogins(work);
  await proveEveryVoter(work, live);
  return performance.now() - begun;
}

/**
 * The roles are those of the snapshot, and an engine in which somebody logged in while its storage was being replaced
 * remembers that there are none (Vault 1.19 keeps what it did not find): writing them ends both.
 */
async function renewLogins(work: StepContext): Promise<void> {
  const leader = assertLed(await situationNow(work));
  await writeRoles(work, await work.access.logins.as('configure', await addressOf(work, leader)));
}
