import { deployCommand, QuorateError } from '../../../../schema/index.js';
import { list, nodeOf, type Situation } from '../../../plan/situation.js';
import type { JobContext } from '../../job.js';
import { throwawayOn } from './throwaway.js';

/** A cluster whose keys are in custody and whose data is nowhere but in snapshots. */
export interface LostCluster {
  readonly clusterId: string;
  /** The empty node that gets the snapshot. */
  readonly founder: string;
  /** Initializations of an earlier try, by node: they hold nothing that anybody needs. */
  readonly leftovers: ReadonlyMap<string, string>;
  /** Machines that the operator gave up: none of them may ever be started again with its data. */
  readonly lost: readonly string[];
}

/**
 * Whether nothing is left of the cluster but its keys and snapshots; null when it has an active node, or never was.
 *
 * @param declaredLost machines that will not come back, by the operator's word (law 9)
 * @throws QuorateError `QRT-NO-LEADER` while a node still has data, `QRT-NODE-UNREACHABLE` while one may have some,
 * `QRT-NO-MACHINE` while the new machines are not there yet.
 */
export async function lostCluster(
  context: JobContext,
  situation: Situation,
  declaredLost: readonly string[],
): Promise<LostCluster | null> {
  const { observed, wanted } = situation;
  const { custody } = observed;
  if (custody.state !== 'confirmed') return null;
  const leftovers = await leftoversOn(context, wanted);
  if (observed.cluster !== null && leftovers.size === 0) return null;
  assertNothingLeft(situation, leftovers, declaredLost);
  assertNewMachines(situation);
  const [founder = ''] = wanted;
  return { clusterId: custody.clusterId, founder, leftovers, lost: declaredLost };
}

async function leftoversOn(context: JobContext, wanted: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(wanted.map(async (id) => [id, await throwawayOn(context, id)] as const));
  return new Map(found.flatMap(([id, operation]) => (operation === null ? [] : [[id, operation] as const])));
}

function assertNothingLeft(
  { observed, wanted, desired: { environment } }: Situation,
  leftovers: ReadonlyMap<string, string>,
  declaredLost: readonly string[],
): void {
  const holders = observed.nodes.filter(({ id, report }) => report?.hasData === true && !leftovers.has(id));
  if (holders.length > 0) {
    const ids = holders.map(({ id }) => id);
    throw new QuorateError(
      'QRT-NO-LEADER',
      `no node is active, and ${list(ids)} still ${ids.length === 1 ? 'holds' : 'hold'} data of the cluster, which is newer than any snapshot`,
      `Bring back a majority first: ${deployCommand(environment)}, quorate unseal ${environment}. A machine that holds nothing you need is destroyed first.`,
    );
  }
  const silent = observed.nodes.filter(
    ({ id, machine, report }) =>
      report === null && machine !== 'gone' && !wanted.includes(id) && !declaredLost.includes(id),
  );
  if (silent.length === 0) return;
  const ids = silent.map(({ id }) => id);
  throw new QuorateError(
    'QRT-NODE-UNREACHABLE',
    `${list(ids)} cannot be reached, and may still hold data that is newer than any snapshot`,
    `Bring it back; or, if it will not come back, say so by name: quorate restore ${environment} --lost ${ids.join(' ')}.`,
  );
}

function assertNewMachines(situation: Situation): void {
  const missing = situation.wanted.filter((id) => nodeOf(situation, id).report?.enrolled !== true);
  if (missing.length === 0) return;
  const { environment } = situation.desired;
  throw new QuorateError(
    'QRT-NO-MACHINE',
    `the machines ${list(missing)} are gone or do not answer, and a snapshot needs empty ones that do`,
    `Make new ones: ${deployCommand(environment)} makes them and ends with QRT-KEYS-WITHOUT-CLUSTER; then restore.`,
  );
}
