import type { PlanNode, PlanReport } from '../plan/report.js';
import { stateCell } from './node-state.js';
import { type Paint, plain } from './paint.js';
import { pauseLine } from './pause.js';
import { type Cell, table } from './table.js';

/** A plan as people read it: who should be there, who is, and every step with its reason and the quorum after it. */
export function renderPlan(report: PlanReport, paint: Paint = plain): string {
  const lines = [
    headline(report, paint),
    ...pauseLine(report.environment, report.paused, paint),
    '',
    ...nodes(report, paint),
    ...steps(report, paint),
    ...problem(report, paint),
    ...report.risks.map(({ code, message }) => `${paint('yellow', code)} ${message}`),
  ];
  return lines.join('\n').trimEnd();
}

function headline({ environment, outcome, steps }: PlanReport, paint: Paint): string {
  const texts = {
    nothing: paint('green', 'nothing to do'),
    steps: paint('yellow', `${steps.length} step${steps.length === 1 ? '' : 's'} to take`),
    held: paint('red', 'held'),
    refused: paint('red', 'refused'),
  };
  return `${environment}: ${texts[outcome]}`;
}

function nodes(report: PlanReport, paint: Paint): string[] {
  const rows = report.nodes.map((node) => [node.slot, node.id, desired(node), ...observed(node)]);
  return [...table(['SLOT', 'NODE', 'DESIRED', 'OBSERVED', 'VOTE'], rows, paint), ''];
}

function desired({ desired }: PlanNode): string {
  if (!desired) return 'none';
  return `${desired.version} ${shortDigest(desired.image)}${desired.new_machine ? ' new machine' : ''}`;
}

function observed({ observed }: PlanNode): Cell[] {
  if (!observed) return ['not there', '-'];
  return [stateCell(observed.state), observed.voter ? 'voter' : 'no vote'];
}

function steps(report: PlanReport, paint: Paint): string[] {
  if (report.steps.length === 0) return [];
  const rows = report.steps.map(({ step, reason, voters, quorum, tolerance }, index) => [
    String(index + 1),
    step,
    String(voters),
    String(quorum),
    { text: String(tolerance), colour: tolerance < 0 ? 'red' : tolerance === 0 ? 'yellow' : 'green' } as const,
    reason,
  ]);
  return [...table(['STEP', 'WHAT', 'VOTERS', 'QUORUM', 'TOLERANCE', 'REASON'], rows, paint), ''];
}

function problem(report: PlanReport, paint: Paint): string[] {
  if (!report.problem) return [];
  const { code, message, fix } = report.problem;
  const when = report.outcome === 'steps' ? 'then held: ' : '';
  return [`${when}${paint('red', code)} ${message}`, `  ${fix}`];
}

/** Enough of a digest to tell images apart. */
function shortDigest(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
