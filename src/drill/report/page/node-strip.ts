import type { MembershipMoment, NodeMoment } from '../membership.js';
import type { RolloutReport } from '../schema.js';
import type { Frame, Strip } from './frame.js';
import { escaped, hint, label, tag } from './markup.js';

const ROW = 20;

interface Stretch {
  readonly look: string;
  readonly from: number;
  to: number;
}

/** A row for every node: when it was no member, a non-voter, a voter, the leader. Those that leave come first. */
export function nodeStrip(report: RolloutReport, frame: Frame): Strip {
  const ids = nodesOf(report);
  const rows = ids.map((id, index) => tag('g', { transform: `translate(0 ${index * ROW})` }, row(id, report, frame)));
  return { height: ids.length * ROW, markup: rows.join('') };
}

function nodesOf({ before, after, membership }: RolloutReport): string[] {
  const seen = membership.flatMap(({ nodes }) => nodes.map(({ id }) => id));
  const isAfter = (id: string) => after.nodes.includes(id);
  const old = before.nodes.filter((id) => !isAfter(id));
  const others = seen.filter((id) => !old.includes(id) && !isAfter(id));
  return [...new Set([...old, ...others, ...after.nodes])];
}

function row(id: string, report: RolloutReport, frame: Frame): string {
  const version = report.membership.flatMap(({ nodes }) => nodes).findLast((node) => node.id === id && node.version);
  const small = version?.version ? tag('tspan', { class: 'faint', dx: 6 }, escaped(version.version)) : '';
  const name = tag('text', { x: frame.left - 12, y: 14, 'text-anchor': 'end' }, escaped(id) + small);
  const bars = stretches(id, report).map(({ look, from, to }) => {
    const x = frame.x(from);
    const width = Math.max(1, frame.x(to) - x);
    return tag('rect', { x, y: 4, width, height: ROW - 8, class: `node ${look}` }, hint(`${id}: ${look}`));
  });
  return name + bars.join('');
}

function stretches(id: string, { membership, to }: RolloutReport): Stretch[] {
  const found: Stretch[] = [];
  membership.forEach((moment, index) => {
    const look = lookOf(moment, id);
    const end = membership[index + 1]?.at ?? to;
    const last = found.at(-1);
    if (last?.look === look && last.to === moment.at) last.to = end;
    else if (look !== 'absent') found.push({ look, from: moment.at, to: end });
  });
  return found;
}

function lookOf({ leader, nodes }: MembershipMoment, id: string): string {
  const node = nodes.find((one) => one.id === id);
  if (!node) return 'absent';
  if (id === leader) return 'leader';
  if (node.member === 'outside') return node.member;
  if (!node.live) return dead(node);
  return node.told ? node.member : `${node.member} unheard`;
}

const dead = ({ member }: NodeMoment): string => `${member} dead`;

/** What the colours mean. */
export function nodeLegend(frame: Frame): string {
  const looks = ['leader', 'voter', 'non-voter', 'outside', 'dead'];
  return looks
    .map((look, index) => {
      const x = frame.left + index * 110;
      const name = { outside: 'no member', dead: 'member, no answer' }[look] ?? look;
      return tag('rect', { x, y: 6, width: 14, height: 10, class: `node ${look}` }) + label(x + 20, 15, name);
    })
    .join('');
}
