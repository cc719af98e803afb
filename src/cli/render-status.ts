import { styleText } from 'node:util';
import type { NodeState, StatusReport } from '../schema/index.js';

const COLOURS: Readonly<Record<NodeState, 'green' | 'yellow' | 'red'>> = {
  active: 'green',
  standby: 'green',
  sealed: 'yellow',
  uninitialized: 'yellow',
  removed: 'red',
  down: 'red',
  unknown: 'yellow',
};

/** A report as people read it on a terminal; colours only where the terminal shows them. */
export function renderStatus(report: StatusReport): string {
  return [headline(report), '', ...nodeTable(report), ...balancerLines(report), ...problemLines(report)].join('\n');
}

function headline(report: StatusReport): string {
  const { environment, engine, healthy, voters, quorum, failure_tolerance, leader, seal } = report;
  const state = healthy ? paint('green', 'healthy') : paint('red', 'not healthy');
  const what = engine ? `${engine.name} ${engine.version}` : 'no engine';
  return [
    `${environment}: ${state}, ${what}, seal ${seal?.type ?? 'none'}, cluster ${report.cluster_id ?? 'not initialized'}`,
    `leader ${leader ?? 'none'}; ${voters} voters, quorum ${quorum}, tolerance ${failure_tolerance}`,
  ].join('\n');
}

function nodeTable({ nodes }: StatusReport): string[] {
  const rows = nodes.map((node) => [
    node.id,
    node.state,
    node.voter ? 'voter' : 'no vote',
    node.version ?? '-',
    node.address,
    node.zone,
    node.lag === null ? '-' : `${node.lag} behind`,
  ]);
  const header = ['NODE', 'STATE', 'VOTE', 'VERSION', 'ADDRESS', 'ZONE', 'LOG'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const painted = nodes.map((node, i) => {
    const text = line(rows[i] ?? []);
    return text.replace(` ${node.state} `, ` ${paint(COLOURS[node.state], node.state)} `);
  });
  return [line(header), ...painted];
}

function balancerLines({ load_balancer }: StatusReport): string[] {
  if (!load_balancer) return [];
  const targets = load_balancer.targets.map(({ id, state }) => `${id} ${state}`).join(', ');
  const open = load_balancer.failing_open ? ' FAILING OPEN' : '';
  return ['', `load balancer https://${load_balancer.address}:8200${open}: ${targets || 'no targets'}`];
}

function problemLines({ problems }: StatusReport): string[] {
  if (problems.length === 0) return [];
  return ['', ...problems.flatMap(({ code, message, fix }) => [`${paint('red', code)} ${message}`, `  ${fix}`])];
}

function paint(colour: 'green' | 'yellow' | 'red', text: string): string {
  return process.stdout.isTTY ? styleText(colour, text) : text;
}
