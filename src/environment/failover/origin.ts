import { type ClusterSpec, type JobContext, list, type Situation, situationNow } from '../../cluster/index.js';
import { type EntryIn, SealedStore } from '../../custody/index.js';
import { QuorateError } from '../../schema/index.js';
import { withCluster } from '../cluster.js';
import type { Environment } from '../environment.js';

/** The environment that is left, and its cluster as far as anybody can tell. */
export interface Origin {
  readonly environment: Environment;
  readonly spec: ClusterSpec;
  readonly keys: EntryIn<'confirmed'>;
  /** Null when no node of it leads. */
  readonly leader: string | null;
  /** Machines whose engine may run and whose agent answers. */
  readonly reached: readonly string[];
  readonly situation: Situation;
}

/** What a person says of the environment that is left. */
export interface OriginOptions {
  /** Stop a cluster that still serves. */
  readonly stop: boolean;
  /** Machines that do not answer and will not come back. */
  readonly lost: readonly string[];
}

/**
 * Looks at what is left. Two clusters with the same data must never run: what leads has to be stopped, and what does not
 * answer has to be known to be dead.
 *
 * @throws QuorateError `QRT-FAILOVER-ALIVE`, `QRT-NODE-UNREACHABLE`, `QRT-NOT-DEPLOYED`
 */
export async function originOf(
  environment: Environment,
  spec: ClusterSpec,
  { stop, lost }: OriginOptions,
  signal: JobContext['signal'],
): Promise<Origin> {
  const { name } = environment;
  const keys = await new SealedStore(environment.store, spec.name).read();
  if (keys?.state !== 'confirmed') throw noKeys(name);
  const situation = await withCluster(environment, spec.name, (access) => situationNow({ access, spec, signal }));
  const { observed, leader } = situation;
  const silent = observed.nodes.filter(
    ({ id, machine, report }) => report === null && machine !== 'gone' && machine !== 'stopped' && !lost.includes(id),
  );
  if (silent.length > 0) {
    const ids = silent.map(({ id }) => id);
    throw new QuorateError(
      'QRT-NODE-UNREACHABLE',
      `${list(ids)} of ${name} cannot be reached and may still serve: a second cluster beside it would revoke its leases`,
      `Bring it back, or say by name that it will not come back: --lost ${ids.join(' ')}. Nothing was changed.`,
    );
  }
  if (leader !== null && !stop) {
    throw new QuorateError(
      'QRT-FAILOVER-ALIVE',
      `${leader} of ${name} leads and serves; a failover is for a cluster that does not`,
      'To move on purpose add --stop: it takes a last snapshot and stops every engine first. Nothing was changed.',
    );
  }
  const reached = observed.nodes.filter(({ report }) => report !== null).map(({ id }) => id);
  return { environment, spec, keys, leader, reached, situation };
}

function noKeys(name: string): QuorateError {
  return new QuorateError(
    'QRT-NOT-DEPLOYED',
    `${name} has no keys in custody: it never had a cluster, or it was destroyed`,
    'Name the environment whose cluster is to move. Nothing was changed.',
  );
}
