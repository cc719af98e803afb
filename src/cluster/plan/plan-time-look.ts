import type { EngineRelease, SealType } from '../../schema/index.js';
import {
  type Desired,
  type MachineState,
  NO_FACTS,
  type NodeReport,
  type Observed,
  type ObservedNode,
  PRODUCTION_AUTOPILOT,
  type RaftServer,
  type ReturnFact,
  timingFor,
} from '../model/index.js';

/** A member as Terraform's refreshed prior state knows it. */
export interface PriorMember {
  readonly slot: string;
  /** Image digest. */
  readonly image: string;
  /** Engine version of that image. */
  readonly version: string;
  readonly machine: MachineState;
}

/** A member as the configuration wants it, with what is known when the plan is made. */
export interface PlannedMember {
  readonly slot: string;
  readonly image: string;
  /** Whether the machine will be another object than the prior one although the image is the same (taint, -replace). */
  readonly replaced: boolean;
}

/** What of the configuration decides the steps. */
export interface PlanTimeSettings {
  readonly engine: EngineRelease;
  readonly seal: SealType;
  readonly formerSeal: SealType | null;
  /** What seals the cluster that there is; null before the first deploy. */
  readonly sealBefore: SealType | null | undefined;
  readonly unattendedUnseal: boolean;
  readonly allowUnknownVersionPair: boolean;
  readonly hook: boolean;
  readonly standby: boolean;
  readonly balancer: boolean;
  /** What an operator accepted in order to go back to an older version. */
  readonly returnTo: ReturnFact | null;
}

const LONG_AGO = 0;
const CLUSTER = 'present';

/** Stands for the machine that the slot has, whatever its id. */
export function oldId(slot: string): string {
  return `${slot}-old`;
}

/** Stands for the machine that the slot is going to have. */
export function newId(slot: string): string {
  return `${slot}-new`;
}

/** What will be desired, by stand-in ids. */
export function desiredLook(
  ids: readonly string[],
  { returnTo: _, sealBefore: __, ...settings }: PlanTimeSettings,
): Desired {
  return {
    environment: 'ENV',
    nodes: ids.map((id) => ({ id, slot: id.split('-')[0] ?? id, zone: '', address: '', image: '' })),
    autopilot: PRODUCTION_AUTOPILOT,
    timing: timingFor(200),
    ...settings,
  };
}

/** The cluster as it presumably is: members whose machines run serve, and their first one leads. */
export function presumedLook(
  prior: readonly PriorMember[],
  fresh: readonly string[],
  kept: ReadonlySet<string>,
  settings: PlanTimeSettings,
): Observed {
  const booted = fresh.map((id) => emptyNode(id, settings));
  if (prior.length === 0) {
    return {
      nodes: booted,
      cluster: null,
      custody: { state: 'none' },
      secured: false,
      facts: NO_FACTS,
      paused: null,
      hook: null,
      missingPlugins: [],
      differences: [],
    };
  }
  const alive = prior.filter(({ slot, machine }) => machine === 'running' || kept.has(oldId(slot)));
  const active = oldId(alive[0]?.slot ?? '');
  const ids = prior.map(({ slot }) => oldId(slot));
  const servers: readonly RaftServer[] = prior.map((member) => ({
    id: oldId(member.slot),
    address: '',
    voter: true,
    healthy: alive.includes(member),
  }));
  const versionHistory = [...new Set(prior.map(({ version }) => version))];
  const membership = { servers, autopilot: PRODUCTION_AUTOPILOT, versionHistory };
  const cluster = { clusterId: CLUSTER, active, activeSince: LONG_AGO, appliedIndex: 1, membership };
  return {
    nodes: [...prior.map((member) => priorNode(member, active, alive.includes(member), settings)), ...booted],
    cluster: alive.length === 0 ? null : cluster,
    custody: { state: 'confirmed', clusterId: CLUSTER, seal: settings.sealBefore ?? settings.seal },
    secured: true,
    facts: { ...NO_FACTS, established: ids, peakVoters: ids.length, returnTo: settings.returnTo },
    paused: null,
    hook: null,
    missingPlugins: [],
    differences: [],
  };
}

function priorNode(
  { slot, version, machine }: PriorMember,
  active: string,
  alive: boolean,
  settings: PlanTimeSettings,
): ObservedNode {
  const id = oldId(slot);
  const serving: NodeReport = {
    ...emptyReport(settings),
    listener: 'public',
    admitted: true,
    release: { name: settings.engine.name, version },
    healthCode: id === active ? 200 : 429,
    initialized: true,
    sealed: false,
    shares: 1,
    removed: false,
    version,
    clusterId: CLUSTER,
    appliedIndex: 1,
    hasData: true,
    sealType: settings.sealBefore ?? settings.seal,
  };
  const report = alive ? serving : null;
  const target = alive ? 'healthy' : 'absent';
  // The stack's other seal has not been delivered yet.
  const configuration = serving.sealType === settings.seal ? 'current' : 'outdated';
  return { id, slot, machine: alive ? 'running' : machine, known: true, report, configuration, target };
}

function emptyNode(id: string, settings: PlanTimeSettings): ObservedNode {
  const slot = id.split('-')[0] ?? id;
  const report = emptyReport(settings);
  return { id, slot, machine: 'running', known: true, report, configuration: 'none', target: 'unhealthy' };
}

function emptyReport(settings: PlanTimeSettings): NodeReport {
  return {
    enrolled: true,
    listener: 'closed',
    admitted: false,
    release: settings.engine,
    process: 'running',
    healthCode: 501,
    initialized: false,
    sealed: true,
    sealType: settings.seal,
    shares: 0,
    restarted: null,
    migration: false,
    removed: null,
    version: settings.engine.version,
    clusterId: null,
    appliedIndex: null,
    hasData: false,
    lastError: null,
    snapshotTime: null,
    init: 'none',
  };
}
