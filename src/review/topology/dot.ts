import type { Topology, TopologyNode } from '../model/index.js';

const LONGEST_LABEL = 40;

const SHAPES: Readonly<Record<TopologyNode['kind'], string>> = {
  cluster: 'shape=box style="rounded"',
  machine: 'shape=box style="rounded"',
  seal: 'shape=hexagon margin="0.05,0.02"',
  balancer: 'shape=box style="rounded"',
  store: 'shape=cylinder',
  network: 'shape=box',
  other: 'shape=box',
};

/**
 * The topology in Graphviz' language: balancer, then zones with their machines, then the cluster, then seal and stores.
 * Colours are left to the page: every node and line carries what happens to it as a class.
 */
export function dotOf({ nodes, edges }: Topology): string {
  const lines = [
    'digraph topology {',
    'bgcolor="transparent"; rankdir=TB; nodesep=0.3; ranksep=0.5; fontname="Helvetica"; fontsize=12;',
    'node [fontname="Helvetica" fontsize=12 margin="0.26,0.1"]; edge [arrowsize=0.6];',
  ];
  const zones = new Map<string, TopologyNode[]>();
  for (const node of nodes) {
    if (node.zone === null) lines.push(nodeLine(node));
    else zones.set(node.zone, [...(zones.get(node.zone) ?? []), node]);
  }
  [...zones].forEach(([zone, inside], index) => {
    lines.push(
      `subgraph cluster_${index} { label=${quoted(zoneName(zone))}; labelloc=t; labeljust=l; class="zone"; style="rounded";`,
    );
    lines.push(...inside.map(nodeLine), '}');
  });
  for (const { from, to, fate } of edges)
    lines.push(`${quoted(from)} -> ${quoted(to)} [class="${fate}"${fate === 'destroy' ? ' style="dashed"' : ''}];`);
  lines.push('}');
  return lines.join('\n');
}

function nodeLine({ id, kind, label, detail, fate, change }: TopologyNode): string {
  const text = detail === null ? short(label) : `${short(label)}\n${short(detail)}`;
  const link = change === null ? '' : ` URL="#change-${change}" target="_self"`;
  return `${quoted(id)} [label=${quoted(text)} class="k-${kind} ${fate}" ${SHAPES[kind]}${link} tooltip=${quoted(`${label}: ${fate}`)}];`;
}

function zoneName(zone: string): string {
  return /zone/i.test(zone) ? short(zone) : `zone ${short(zone)}`;
}

/** The middle is left out: both ends of an address tell things apart. */
function short(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_LABEL) return text;
  return `${characters.slice(0, 22).join('')}…${characters.slice(-17).join('')}`;
}

/** A quoted string; `\` would start an escape of Graphviz and `&` an entity. */
function quoted(text: string): string {
  const plain = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `"${plain.replaceAll('\n', '\\n')}"`;
}
