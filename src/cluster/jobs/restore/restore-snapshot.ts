import { deployCommand, QuorateError } from '../../../schema/index.js';
import type { SnapshotManifest } from '../../../snapshots/index.js';
import { desiredOf } from '../../spec/desired.js';
import { addressOf, type StepContext } from '../../steps/context.js';
import { keepSettings } from '../../steps/keep-settings.js';
import { writeRoles } from '../../steps/secure.js';
import { unseal } from '../../steps/unseal.js';
import { assertLed } from '../support/preconditions.js';
import { situationNow } from '../support/situation.js';
import type { FittingSnapshot } from './fitting.js';
import { putBack } from './put-back.js';
import { refreshStandbys } from './refresh-standbys.js';
import { awaitFollowing, awaitServing, proveEveryVoter } from './serving.js';

/**
 * Puts a verified snapshot of this cluster back and waits until every voter that was live serves again, proven by a
 * write through each, and is healthy for its leader. Takes no safety snapshot: the caller has one.
 *
 * @returns milliseconds from the request until every voter was proven
 * @throws QuorateError `QRT-SNAPSHOT-OTHER-SEAL` when the engine cannot open it; nothing was changed then.
 * `QRT-UNSEAL-NEEDED` when people have to give the shares of the snapshot’s time, or to unseal standbys again.
 */
export async function restoreSnapshot(work: StepContext, { manifest, former }: FittingSnapshot): Promise<number> {
  const before = await situationNow(work);
  const live = before.voters.filter((voter) => before.live.has(voter));
  const begun = performance.now();
  const isSealedByThem = former !== null && manifest.seal.type === 'shamir';
  await putBack(work, assertLed(before), manifest, { force: isSealedByThem });
  if (isSealedByThem) await closeForThem(work, live);
  if (former !== null) await work.access.sealed.apply({ event: 'back-in-force', generation: former.generation });
  if (isSealedByThem) await openWithThem(work, live, manifest);
  await awaitFollowing(work, live);
  if (!isSealedByThem) await refreshStandbys(work, live);
  await renewLogins(work);
  // Members that are newer than the snapshot renew their certificates by roles that it does not have.
  await keepSettings(work);
  await proveEveryVoter(work, live);
  const recovered = performance.now() - begun;
  await awaitServing(work, live);
  return recovered;
}

/**
 * Engines go on with the shares that they were unsealed with, while their storage is of others: what they seal from then
 * on would open with neither. So all of them start again.
 */
async function closeForThem({ access: { platform } }: StepContext, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) await (await platform.agent(node)).restart();
}

async function openWithThem(work: StepContext, nodes: readonly string[], { id }: SnapshotManifest): Promise<void> {
  const { environment, unattendedUnseal } = desiredOf(work.spec);
  if (!unattendedUnseal) {
    throw new QuorateError(
      'QRT-UNSEAL-NEEDED',
      `snapshot ${id} is back, and every node is sealed by the shares of its time, which are with people`,
      `Let each holder of those shares run: quorate unseal ${environment}; then ${deployCommand(environment)}.`,
    );
  }
  for (const node of nodes) await unseal(work, node);
}

/**
 * The roles are those of the snapshot, and an engine in which somebody logged in while its storage was being replaced
 * remembers that there are none (Vault 1.19 keeps what it did not find): writing them ends both.
 */
async function renewLogins(work: StepContext): Promise<void> {
  const leader = assertLed(await situationNow(work));
  await writeRoles(work, await work.access.logins.as('configure', await addressOf(work, leader)));
}
