import { isDeepStrictEqual } from 'node:util';
import {
  capabilitiesOf,
  type PlannedMember,
  type PlanProblem,
  type PlanTimeSettings,
  type PriorMember,
  planAtPlanTime,
  problemAtPlanTime,
} from '../cluster/index.js';
import type { quorateCluster, StateOf } from '../schema/resources/index.js';
import type { Deployment } from './deployment.js';
import type { PlanWork } from './framework/index.js';
import { isUnknown } from './protocol/index.js';

type ClusterAttributes = (typeof quorateCluster)['attributes'];
type Work = PlanWork<ClusterAttributes, Deployment>;
type Members = StateOf<ClusterAttributes>['members'];

interface Request {
  readonly members: readonly PlannedMember[];
  readonly settings: PlanTimeSettings;
}

/**
 * Plans the cluster: an update when the configuration changed or the cluster was seen to differ, with the steps that
 * it is going to take. A pure function of refreshed state and configuration, because Terraform asks twice.
 *
 * @param returnTo an operator's word, which stays what it is until the apply carries it out
 *
 * @returns whether there is anything to do
 */
export function planMembership(work: Work, returnTo: PlanTimeSettings['returnTo']): boolean {
  const { prior, config } = work;
  if (prior?.converged && isUnchanged(prior, config)) return false;
  work.set('converged', true);
  work.set('down', []);
  work.set('drift', []);
  const request = requestOf(work, returnTo);
  const before = priorMembers(prior, request?.members ?? []);
  const capabilities = request && capabilitiesOf(request.settings.engine);
  const problem = request && capabilities && problemAtPlanTime(before, request.members, request.settings, capabilities);
  if (problem) tell(work, problem);
  const steps =
    request && capabilities ? planAtPlanTime(before, request.members, request.settings, capabilities) : 'unknown';
  // What differs, and is none of members and machines, was seen at the cluster: no state tells what it is.
  const isElsewhere = prior?.converged === false && steps.length === 0;
  if (steps === 'unknown' || isElsewhere) giveUp(work);
  else work.set('membership_plan', [...steps]);
  return true;
}

/** What is asked for, as far as planning needs it; undefined while a part of it is made by this very apply. */
function requestOf({ prior, config }: Work, returnTo: PlanTimeSettings['returnTo']): Request | undefined {
  const { engine, seal, former_seal: former, custody, members } = config;
  if (isUnknown(members) || isUnknown(engine) || isUnknown(seal) || isUnknown(former) || isUnknown(custody))
    return undefined;
  const { name, version } = engine;
  if (
    isUnknown(name) ||
    isUnknown(version) ||
    isUnknown(seal.type) ||
    isUnknown(former?.type) ||
    isUnknown(custody.type)
  ) {
    return undefined;
  }
  const wanted = Object.entries(members).map(([slot, member]) => plannedMember(prior?.members ?? {}, slot, member));
  if (!wanted.every((member) => member !== undefined)) return undefined;
  const settings: PlanTimeSettings = {
    engine: { name, version },
    seal: seal.type,
    formerSeal: former?.type ?? null,
    sealBefore: prior?.seal.type ?? null,
    unattendedUnseal: custody.type === 'lab',
    allowUnknownVersionPair: config.allow_unknown_version_pair === true,
    hook: config.hook !== null,
    standby: config.standby_of !== null,
    balancer: config.balancer_address !== null,
    returnTo,
  };
  return { members: wanted, settings };
}

function isUnchanged(prior: StateOf<ClusterAttributes>, config: Work['config']): boolean {
  return Object.entries(config).every(([name, value]) => isDeepStrictEqual(value, prior[name as keyof typeof prior]));
}

/** Where everything is lost, new machines are what a restore begins with: they are made, and the deploy ends there. */
function tell(work: Work, { code, message, cure }: PlanProblem): void {
  if (code === 'QRT-KEYS-WITHOUT-CLUSTER') work.warn(`${code}: ${message}`, `The machines are made. ${cure}`);
  else work.error(`${code}: ${message}`, cure);
}

function giveUp(work: Work): void {
  work.unknown('membership_plan');
  work.warn(
    'the membership plan cannot be known yet',
    'It depends on values that this apply makes, or on what is different at the cluster itself; the convergence plans from what it finds. `quorate plan` shows what it would do now.',
  );
}

/** A machine id that is not known yet, or another one, is a machine to be made: the same answer both times. */
function plannedMember(
  prior: Members,
  slot: string,
  member: Work['config']['members'][keyof Work['config']['members']],
) {
  if (isUnknown(member)) return undefined;
  const { image, machine_id } = member as { image: unknown; machine_id: unknown };
  if (typeof image !== 'string') return undefined;
  return { slot, image, replaced: prior[slot] !== undefined && prior[slot].machine_id !== machine_id };
}

/** What is down and replaced is gone for good; what is down and kept is started again with its data. */
function priorMembers(prior: StateOf<ClusterAttributes> | null, wanted: readonly PlannedMember[]): PriorMember[] {
  if (!prior) return [];
  const kept = new Set(wanted.filter(({ replaced }) => !replaced).map(({ slot }) => slot));
  return Object.values(prior.members).map(({ slot, image, version }) => ({
    slot,
    image,
    version,
    machine: !prior.down.includes(slot) ? 'running' : kept.has(slot) ? 'stopped' : 'gone',
  }));
}
