import type { StatusReport } from '../../schema/index.js';
import { PORTS } from '../../schema/index.js';
import { stateCell } from './node-state.js';
import { type Paint, plain } from './paint.js';
import { pauseLine } from './pause.js';
import { table } from './table.js';

const DAY_MS = 24 * 3_600_000;

/** A report as people read it. */
export function renderStatus(report: StatusReport, paint: Paint = plain, now = Date.now()): string {
  return [
    ...headline(report, paint),
    '',
    ...nodes(report, paint),
    ...balancer(report, paint),
    ...snapshots(report),
    ...drill(report, now),
    ...problems(report, paint),
  ].join('\n');
}

function headline(report: StatusReport, paint: Paint): string[] {
  const { environment, engine, healthy, voters, quorum, failure_tolerance, leader, seal, paused } = report;
  const state = healthy ? paint('green', 'healthy') : paint('red', 'not healthy');
  const what = engine ? `${engine.name} ${engine.version}` : 'no engine';
  return [
    `${environment}: ${state}, ${what}, seal ${seal?.type ?? 'none'}, cluster ${report.cluster_id ?? 'not initialized'}`,
    `leader ${leader ?? 'none'}; ${voters} voters, quorum ${quorum}, tolerance ${failure_tolerance}`,
    ...pauseLine(environment, paused, paint),
  ];
}

function nodes(report: StatusReport, paint: Paint): string[] {
  const rows = report.nodes.map((node) => [
    node.id,
    stateCell(node.state),
    node.voter ? 'voter' : 'no vote',
    node.version ?? '-',
    node.address,
    node.zone,
    node.lag === null ? '-' : `${node.lag} behind`,
  ]);
  return table(['NODE', 'STATE', 'VOTE', 'VERSION', 'ADDRESS', 'ZONE', 'LOG'], rows, paint);
}

function balancer({ load_balancer }: StatusReport, paint: Paint): string[] {
  if (!load_balancer) return [];
  const { address, failing_open, targets } = load_balancer;
  const colours = { healthy: 'green', unhealthy: 'red', draining: 'yellow' } as const;
  const shown = targets.map(({ id, state }) => `${id} ${paint(colours[state], state)}`).join(', ');
  const open = failing_open ? ` ${paint('red', 'FAILING OPEN')}` : '';
  return ['', `load balancer https://${address}:${PORTS.api}${open}: ${shown || 'no targets'}`];
}

function snapshots({ snapshots }: StatusReport): string[] {
  if (!snapshots?.newest) return [];
  const { newest, size } = snapshots;
  return ['', `newest snapshot ${newest}, ${((size ?? 0) / 1024).toFixed(0)} KB`];
}

function drill({ restore_drill }: StatusReport, now: number): string[] {
  if (!restore_drill) return [];
  const days = Math.floor((now - Date.parse(restore_drill.when)) / DAY_MS);
  const age = days === 0 ? 'today' : `${days} ${days === 1 ? 'day' : 'days'} ago`;
  return [`last restore drill ${age}, of ${restore_drill.snapshot}`];
}

function problems(report: StatusReport, paint: Paint): string[] {
  if (report.problems.length === 0) return [];
  return ['', ...report.problems.flatMap(({ code, message, fix }) => [`${paint('red', code)} ${message}`, `  ${fix}`])];
}
