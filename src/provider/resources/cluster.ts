import type { ClusterSpec, Look } from '../../cluster/index.js';
import {
  assertSameName,
  convergeCluster,
  dissolveCluster,
  type Environment,
  lookAtCluster,
  lookClosely,
  wantedReturn,
} from '../../environment/index.js';
import { QuorateError } from '../../schema/index.js';
import { quorateCluster } from '../../schema/resources/index.js';
import { downSlots, driftOf, isConverged } from '../convergence.js';
import { defineResource } from '../deployment.js';
import { checkFirstDeploy } from '../first-deploy.js';
import { planMembership } from '../membership-plan.js';
import { pauseNotice } from '../pause.js';
import { isUnknown } from '../protocol/index.js';

/** The cluster: create and update converge the raft membership to its members; nothing about it forces a replacement. */
export const cluster = defineResource(quorateCluster).handledBy({
  plan: async (work) => {
    const { environment, name } = work.config;
    if (typeof environment === 'string' && typeof name === 'string') {
      await assertSameName(work.provider.environment(environment), name);
    }
    if (planMembership(work, await returnOf(work))) await warnIfPaused(work);
    await checkFirstDeploy(work);
    await warnOfUnknownCluster(work);
  },
  planDelete: ({ prior }) => refuseProtected(prior.environment, prior.deletion_protection),
  create: async ({ provider, config, planned, signal, progress }) => {
    const environment = provider.environment(config.environment);
    await disownOthers(environment, config);
    const look = await convergeCluster(environment, config, signal, progress);
    return { id: config.environment, cluster_id: clusterIdOf(look, config), ...unplanned(planned) };
  },
  update: async ({ provider, config, planned, signal, progress }) => {
    const look = await convergeCluster(provider.environment(config.environment), config, signal, progress);
    return { cluster_id: clusterIdOf(look, config), ...unplanned(planned) };
  },
  read: async ({ provider, prior, warn }) => {
    const seen = await lookClosely(provider.environment(prior.environment));
    const verdict = seen ? isConverged(seen.spec, seen.look) : 'unknown';
    if (!seen || verdict === 'unknown') {
      warn(
        `the cluster of ${prior.environment} could not be observed`,
        'Its state is kept as it was. `quorate status` shows more.',
      );
      return { membership_plan: null };
    }
    // A failover gives waiting machines a cluster without Terraform.
    const arrived = seen.look.observed.cluster?.clusterId;
    const cluster_id = prior.cluster_id === '' && arrived !== undefined ? { cluster_id: arrived } : {};
    return {
      ...cluster_id,
      converged: verdict,
      down: downSlots(seen.spec, seen.look),
      drift: driftOf(seen.spec, seen.look),
      membership_plan: null,
    };
  },
  import: async ({ provider, id }) => {
    const seen = await lookAtCluster(provider.environment(id));
    if (!seen?.look.observed.cluster) throw notFound(id);
    const { spec, look } = seen;
    // Unconverged until the next deploy has looked: what was asked for meanwhile is not known here.
    return {
      ...spec,
      id,
      cluster_id: clusterIdOf(look, spec),
      converged: false,
      down: [],
      drift: [],
      membership_plan: null,
    };
  },
  delete: async ({ provider, prior, signal }) => {
    refuseProtected(prior.environment, prior.deletion_protection);
    await dissolveCluster(provider.environment(prior.environment), signal);
  },
});

type PlanWork = Parameters<typeof planMembership>[0];

/** A plan may be made while its environment is paused; its deploy stops before the first change. */
async function warnIfPaused({ config, provider, warn }: PlanWork): Promise<void> {
  if (typeof config.environment !== 'string') return;
  const notice = await pauseNotice(provider.environment(config.environment));
  if (notice !== null) warn(notice, `Nothing is changed before: quorate resume ${config.environment}`);
}

async function returnOf({ config, provider }: PlanWork) {
  return typeof config.environment === 'string' ? await wantedReturn(provider.environment(config.environment)) : null;
}

/** A plan that could not be known when it was made is null once it is carried out. */
function unplanned({ membership_plan }: { readonly membership_plan: unknown }): { membership_plan?: null } {
  return isUnknown(membership_plan) ? { membership_plan: null } : {};
}

/** A state that does not know the cluster does not know its other machines either: they are swept once they left it. */
async function disownOthers(environment: Environment, { members }: Pick<ClusterSpec, 'members'>): Promise<void> {
  const wanted = new Set(Object.values(members).map(({ machine_id }) => machine_id));
  const site = await environment.site();
  const others = (await site.machines()).filter(({ id, role }) => role === 'member' && !wanted.has(id));
  await Promise.all(others.map(({ id }) => site.disown(id)));
}

async function warnOfUnknownCluster({ prior, config, provider, warn }: PlanWork): Promise<void> {
  if (prior !== null || typeof config.environment !== 'string') return;
  const seen = await lookAtCluster(provider.environment(config.environment));
  const cluster = seen?.look.observed.cluster;
  if (!cluster) return;
  warn(
    `Terraform's state does not know the cluster ${cluster.clusterId} of ${config.environment}, which is running`,
    `If the state was lost, bring it back and plan again; or import the cluster: terraform import quorate_cluster.cluster ${config.environment}. ` +
      'If neither is done, this deploy moves the cluster to machines that its state knows, and removes the others.',
  );
}

/** Machines that wait for another environment's cluster have none yet. */
function clusterIdOf({ observed }: Look, { standby_of }: Pick<ClusterSpec, 'standby_of'>): string {
  if (observed.cluster) return observed.cluster.clusterId;
  if (standby_of !== null) return '';
  throw new Error('a converged cluster has an active node that tells its id');
}

function refuseProtected(environment: string, isProtected: boolean): void {
  if (!isProtected) return;
  throw new QuorateError(
    'QRT-PROTECTED',
    `the cluster of ${environment} is protected against deletion`,
    'Set deletionProtection: false in the stack and deploy that first; then destroy.',
  );
}

function notFound(environment: string): QuorateError {
  return new QuorateError(
    'QRT-NOT-DEPLOYED',
    `there is no running cluster to import for "${environment}"; the import id is the environment's name`,
    'Run it in the project whose `.quorate` holds this environment, while the cluster has an active node.',
  );
}
