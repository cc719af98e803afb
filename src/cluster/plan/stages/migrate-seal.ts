import { compareVersions } from '../../capabilities/index.js';
import { type Decision, held, refused, type Stage, step, waitFor } from '../decision.js';
import { sealBehind, sealGap, sealInForce } from '../seal.js';
import { factsOf, list, nodeOf, type Situation } from '../situation.js';
import { mayRestart } from './arrive.js';
import { moveFrom } from './leadership.js';

/**
 * Moves the members that there are to another seal, in place and before anybody joins: followers start with it first,
 * one at a time, and take the shares as those of a migration; then leadership moves, and the new leader seals the
 * storage anew. Those that run with the old seal follow at once: one of them could lead again and no longer be sure of
 * what it reads.
 */
export const migrateSeal: Stage = (situation) => {
  const { desired, leader, observed } = situation;
  const before = sealInForce(situation);
  if (leader === null || before === null) return null;
  const { custody } = observed;
  const { sealAsked } = factsOf(situation, leader);
  if (custody.state === 'confirmed' && custody.seal !== undefined && custody.seal !== before && sealAsked === before) {
    const reason = `${leader} has sealed the storage anew: the shares are ${before === 'shamir' ? 'unseal' : 'recovery'} shares from now on`;
    return step('migrate-seal', { type: 'record-seal', seal: sealAsked }, reason);
  }
  const behind = sealBehind(situation);
  if (before !== desired.seal) return refuseMigration(situation, before) ?? approach(situation, before, behind);
  // While one cannot be spared, what is lost is replaced first: joiners come with this very seal.
  const next = behind.find((id) => id !== leader && mayRestart(situation, id));
  const sealed = `the cluster is sealed by ${desired.seal}`;
  if (next !== undefined) return startNext(situation, [next], sealed);
  // What is on its way out goes first, and with the last of it the leader, where it leaves as well (law 6).
  if (situation.retirees.length > 0 || !behind.includes(leader) || !mayRestart(situation, leader)) return null;
  return moveFrom(situation, leader, `${leader} leads with the seal of before, and ${sealed}`);
};

/** What has to be right before anything is touched. */
function refuseMigration(situation: Situation, before: string): Decision | null {
  const { desired } = situation;
  const { seal, formerSeal, environment } = desired;
  if (before !== 'shamir' && seal !== 'shamir') {
    return refused(
      'QRT-SEAL-ROUTE',
      `The cluster is sealed by ${before}, and ${seal} is asked for: expected shamir on one of the two sides.`,
      `Go by way of Shamir, with a deploy each: Seal.shamir().after(…) first, then ${seal}.`,
    );
  }
  if (before !== 'shamir' && formerSeal !== before) {
    return refused(
      'QRT-SEAL-FORMER',
      `The cluster is sealed by ${before}, and no node could leave it: the stack does not name it any more.`,
      `Name it until the migration is over and no snapshot of its time is needed: \`seal: Seal.shamir().after(…)\`, with the seal of ${environment} as it was.`,
    );
  }
  return null;
}

function approach(situation: Situation, before: string, behind: readonly string[]): Decision {
  const { desired, leader, voters, facts } = situation;
  const migration = `${before} to ${desired.seal}`;
  const versions = versionsOf(situation);
  if (versions.length > 1) return finishFirst(before, versions);
  if (facts.snapshotFor !== migration) {
    return step('migrate-seal', { type: 'snapshot', rollout: migration }, `it is the way back to ${before}`);
  }
  const followers = behind.filter((id) => id !== leader);
  if (followers.length > 0 || voters.length === 1) return startNext(situation, behind, sealGap(situation, before));
  if (leader === null || !mayRestart(situation, leader)) return awaitOthers(situation, leader === null ? [] : [leader]);
  return moveFrom(situation, leader, `every other voter starts with ${desired.seal}; ${sealGap(situation, before)}`);
}

/** Whoever leads next would decide on the version, too. */
function finishFirst(before: string, versions: readonly string[]): Decision {
  return held(
    'QRT-SEAL-ROLLOUT',
    `The members run ${list(versions)}: an upgrade is under way, and to change the seal leadership has to move.`,
    `Deploy with the seal of before (${before}) until the upgrade is over, or quorate rollback; then change the seal.`,
  );
}

function versionsOf(situation: Situation): readonly string[] {
  const versions = [...situation.members].map((id) => nodeOf(situation, id).report?.version ?? null);
  return [...new Set(versions.filter((version) => version !== null))].toSorted(compareVersions);
}

/** Followers before the leader, one at a time. */
function startNext(situation: Situation, behind: readonly string[], why: string): Decision {
  const { leader, desired } = situation;
  const node = behind.find((id) => id !== leader) ?? behind[0] ?? '';
  const { report, configuration } = nodeOf(situation, node);
  const from = report?.sealType ?? '';
  // A node on its way out is not compared with what is desired.
  const isCurrent = configuration === 'current' && desired.nodes.some(({ id }) => id === node);
  if (isCurrent && from !== desired.seal) return stays(situation, node, from);
  // Nobody relies yet on a cluster that is being founded.
  if (!situation.founding && !mayRestart(situation, node)) return awaitOthers(situation, [node]);
  const state = from === desired.seal ? `runs with ${from} since before the storage was moved` : `is sealed by ${from}`;
  return step('migrate-seal', { type: 'migrate-seal', node, from, to: desired.seal }, `${node} ${state}; ${why}`);
}

/** What it was started with says another seal than it has: to start it again would not help. */
function stays({ desired }: Situation, node: string, from: string): Decision {
  return held(
    'QRT-RESTART-HELD',
    `${node} was started with the seal ${desired.seal} and says that it has ${from}.`,
    `Read logs/engine.log of its machine, or replace it, then deploy again.`,
  );
}

function awaitOthers(situation: Situation, nodes: readonly string[]): Decision {
  const { voters } = situation;
  const heldBack = () =>
    held(
      'QRT-RESTART-HELD',
      `${list(nodes)} cannot start with another seal: the other voters are not all live and in sync.`,
      'Bring the other voters back (quorate status names them), then deploy again: the migration goes on where it is. When one is lost for good, deploy the seal of before first, which replaces it.',
    );
  // Neither of two can ever be spared, and nobody joins before the storage has its seal.
  if (voters.length === 2) return heldBack();
  return waitFor(situation, {
    phase: 'migrate-seal',
    until: 'sync',
    nodes: voters.filter((id) => !nodes.includes(id)),
    reason: `${list(nodes)} can start with another seal once the others are live and in sync`,
    late: heldBack,
  });
}
