import { leaves, type MachineFact } from '../../fleet/index.js';
import type { Masker } from '../../mask/masker.js';
import { counted, joined, type SafeText, say } from '../../mask/safe-text.js';
import type { Finding, Moment, QuorumVerdict } from '../../model/index.js';
import { type Draft, findingOf } from '../draft.js';
import { balancerFindings } from './balancer.js';
import { membershipFindings } from './membership.js';
import { momentsOf } from './moments.js';
import { convergenceFindings, orderFindings } from './order.js';
import { engineFindings, shapeFindings } from './shape.js';
import type { Situation } from './situation.js';

/** More machines than this are counted, not listed. */
const MOST_MACHINES = 100;

/** The verdict on one cluster, and the findings that led to it. */
export interface Judgement {
  readonly verdict: QuorumVerdict;
  readonly findings: readonly Draft[];
}

/** Judges from the plan alone whether a cluster keeps quorum at every moment of the apply. */
export function judgeQuorum(situation: Situation, masker: Masker): Judgement {
  const findings = [
    ...orderFindings(situation, masker),
    ...convergenceFindings(situation, masker),
    ...membershipFindings(situation, masker),
    ...balancerFindings(situation, masker),
    ...shapeFindings(situation, masker),
    ...engineFindings(situation, masker),
  ];
  const { cluster, fleet } = situation;
  const moments = momentsOf(situation, masker);
  const verdict = kindOf(situation, findings.map(findingOf));
  const lowest = lowestTolerance(moments);
  const optional = (text: string | null | undefined) => (text == null ? null : masker.text(text));
  return {
    findings,
    verdict: {
      environment: optional(fleet.environment),
      cluster: cluster === undefined ? say`machines without a cluster resource` : masker.text(cluster.raw.address),
      verdict,
      headline: headlineOf(verdict, situation, findings, lowest),
      engine: { before: optional(cluster?.engineBefore), after: optional(cluster?.engineAfter) },
      voters: { before: situation.votersBefore, after: situation.votersAfter },
      lowest_tolerance: lowest,
      machines: situation.members.slice(0, MOST_MACHINES).map((machine) => machineOf(machine, masker)),
      moments: verdict === 'untouched' ? [] : moments,
      membership_plan: membershipPlanOf(situation, masker),
    },
  };
}

function kindOf(situation: Situation, findings: readonly Finding[]): QuorumVerdict['verdict'] {
  const { cluster, members, votersBefore, tornDown } = situation;
  if (tornDown) return 'destroyed';
  if (findings.some(({ severity }) => severity === 'blocked')) return 'blocked';
  if (findings.some(({ severity }) => severity === 'unclear')) return 'unclear';
  const still = members.every(({ fate }) => fate === 'keep') && (cluster === undefined || cluster.fate === 'keep');
  if (still) return 'untouched';
  if (cluster?.fate === 'destroy') return 'destroyed';
  return votersBefore === 0 ? 'bootstrap' : 'kept';
}

function headlineOf(
  verdict: QuorumVerdict['verdict'],
  situation: Situation,
  findings: readonly Draft[],
  lowest: number | null,
): SafeText {
  const replaced = situation.members.filter(({ fate }) => fate === 'replace').length;
  const { votersBefore, votersAfter, deadBefore } = situation;
  const parts: SafeText[] = [];
  if (replaced > 0) parts.push(say`${counted(replaced, 'machine')} replaced`);
  if (votersBefore !== null && votersAfter !== null && votersBefore !== votersAfter) {
    parts.push(say`${votersBefore} → ${votersAfter} voters`);
  }
  switch (verdict) {
    case 'blocked':
      return firstTitle(findings, 'blocked');
    case 'unclear':
      return firstTitle(findings, 'unclear');
    case 'bootstrap':
      return situation.votersAfter === null
        ? say`a new cluster: there is no quorum to lose yet`
        : say`a new cluster of ${counted(situation.votersAfter, 'voter')}: there is no quorum to lose yet`;
    case 'destroyed':
      return say`the whole cluster is destroyed`;
    case 'untouched':
      return say`the cluster is not touched`;
    case 'kept':
      parts.push(lowest === null ? say`quorum kept` : say`quorum kept: lowest tolerance ${lowest}`);
      return deadBefore === 0
        ? joined(parts, ', ')
        : say`${joined(parts, ', ')} (${counted(deadBefore, 'voter is', 'voters are')} down now)`;
  }
}

function firstTitle(findings: readonly Draft[], severity: Finding['severity']): SafeText {
  const found = findings.find((draft) => findingOf(draft).severity === severity);
  return found?.title ?? say`see the findings`;
}

function lowestTolerance(moments: readonly Moment[]): number | null {
  const known = moments.map(({ tolerance }) => tolerance).filter((tolerance) => tolerance !== null);
  return known.length === 0 || known.length < moments.filter(({ voters }) => voters !== 0).length
    ? null
    : Math.min(...known);
}

function machineOf(machine: MachineFact, masker: Masker): QuorumVerdict['machines'][number] {
  const optional = (text: string | null) => (text === null ? null : masker.text(text));
  return {
    address: masker.text(machine.raw.address),
    slot: optional(machine.slot),
    zone: optional(machine.zone),
    role: masker.text(machine.role),
    fate: machine.fate,
    destroyed_first: machine.destroyedFirst && leaves(machine),
    image_changes: machine.imageChanges,
  };
}

function membershipPlanOf({ cluster }: Situation, masker: Masker): QuorumVerdict['membership_plan'] {
  if (cluster?.membershipPlan.state !== 'known') return null;
  return cluster.membershipPlan.steps.map((step) => ({
    ...step,
    step: masker.text(step.step),
    reason: masker.text(step.reason),
  }));
}
