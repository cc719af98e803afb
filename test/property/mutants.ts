import type { Step } from '../../src/cluster/model/index.js';
import { type Decision, STAGES, type Stage } from '../../src/cluster/plan/index.js';

/** A planner that was broken on purpose, and the law that has to notice. */
export interface Mutant {
  readonly law: string;
  readonly mistake: string;
  readonly stages: readonly Stage[];
}

export const MUTANTS: readonly Mutant[] = [
  { law: '1', mistake: 'removes without counting', stages: before('promote', removeAnything) },
  { law: '2', mistake: 'restarts joiners before their first log', stages: before('letArrive', openAtOnce) },
  { law: '2', mistake: 'sweeps machines that are still voters', stages: before('complete', sweepVoters) },
  { law: '3', mistake: 'removes before every wanted node votes', stages: before('prepareOutsiders', removeDead) },
  { law: '4', mistake: 'lets nodes join unbraked', stages: without('holdJoiners') },
  { law: '5', mistake: 'admits nodes that nobody wrote through', stages: without('buildTrust') },
  { law: '6', mistake: 'moves leadership first', stages: before('remove', stepDownFirst) },
  { law: '7', mistake: 'records no intent', stages: without('recordIntent') },
  { law: '7', mistake: 'lets new nodes vote before the hook', stages: without('runHook') },
  { law: '8', mistake: 'initializes whoever is empty', stages: before('initialize', initializeAnybody) },
  { law: '9', mistake: 'takes silence for death', stages: without('checkUnknown') },
  { law: '10', mistake: 'asks nobody about versions', stages: without('checkVersions') },
  { law: '11', mistake: 'sets the settings that are set already', stages: before('settle', settleEveryTime) },
  { law: '12', mistake: 'gives no reasons', stages: STAGES.map(mute) },
];

function without(...names: readonly string[]): readonly Stage[] {
  const kept = STAGES.filter((stage) => !names.includes(stage.name));
  if (kept.length !== STAGES.length - names.length) throw new Error(`no stages ${names.join()} to leave out`);
  return kept;
}

function before(name: string, added: Stage): readonly Stage[] {
  const index = STAGES.findIndex((stage) => stage.name === name);
  if (index === -1) throw new Error(`no stage ${name} to put another before`);
  return [...STAGES.slice(0, index), added, ...STAGES.slice(index)];
}

function one(step: Step): Decision {
  return { kind: 'steps', steps: [{ step, phase: 'retire', reason: 'a mistake', parallel: null }] };
}

function removeAnything({ retirees, leader }: Parameters<Stage>[0]): Decision | null {
  const node = retirees.find((id) => id !== leader);
  return node === undefined ? null : one({ type: 'remove', node });
}

function removeDead({ retirees, live }: Parameters<Stage>[0]): Decision | null {
  const node = retirees.find((id) => !live.has(id));
  return node === undefined ? null : one({ type: 'remove', node });
}

function openAtOnce({ observed, members }: Parameters<Stage>[0]): Decision | null {
  const closed = observed.nodes.find(
    ({ id, report }) => members.has(id) && report?.listener === 'closed' && report.process === 'running',
  );
  return closed === undefined ? null : one({ type: 'open', node: closed.id });
}

function sweepVoters({ retirees, leader }: Parameters<Stage>[0]): Decision | null {
  const node = retirees.find((id) => id !== leader);
  return node === undefined ? null : one({ type: 'sweep', node });
}

function stepDownFirst({ retirees, leader }: Parameters<Stage>[0]): Decision | null {
  return leader !== null && retirees.includes(leader) ? one({ type: 'step-down', node: leader }) : null;
}

function initializeAnybody({ observed }: Parameters<Stage>[0]): Decision | null {
  const empty = observed.nodes.findLast(({ report }) => report?.initialized === false);
  return observed.cluster === null && empty !== undefined ? one({ type: 'initialize', node: empty.id }) : null;
}

/** Every operation sees its members for the first time once. */
function settleEveryTime({ desired, facts, leader, now }: Parameters<Stage>[0]): Decision | null {
  const first = leader !== null && facts.nodes[leader]?.memberSince === now;
  return first ? one({ type: 'settle', settings: desired.autopilot }) : null;
}

function mute(stage: Stage): Stage {
  return (situation) => {
    const decision = stage(situation);
    if (decision?.kind !== 'steps') return decision;
    const [first, ...rest] = decision.steps;
    return { kind: 'steps', steps: [{ ...first, reason: '' }, ...rest] };
  };
}
