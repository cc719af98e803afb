import type { Reviewed } from '../changes/resource-change.js';
import { arrives, type ClusterFact, type Fact, type Fleet, type MachineFact, type PartFact } from '../fleet/index.js';
import type { Masker } from '../mask/masker.js';
import { type SafeText, say } from '../mask/safe-text.js';
import { engineChange, type Fate, type Topology, type TopologyNode } from '../model/index.js';

/** A picture of more machines than this says nothing that the table does not say better. */
const MOST_MACHINES = 40;

type Draft = Omit<TopologyNode, 'change'> & { readonly fact: Fact };

/**
 * What the clusters consist of.
 *
 * A machine that is replaced is drawn twice, the old one that goes and the new one that comes: that is what happens.
 */
export function topologyOf(fleets: readonly Fleet[], items: readonly Reviewed[], masker: Masker): Topology {
  const place = new Map(items.map(({ raw }, index) => [raw, index] as const));
  const drafts: Draft[] = [];
  const edges: Topology['edges'] = [];
  let omitted = 0;
  fleets.forEach((fleet, number) => {
    const machines = fleet.machines.slice(0, MOST_MACHINES);
    omitted += fleet.machines.length - machines.length;
    draw({ ...fleet, machines }, `f${number}`, drafts, edges, masker);
  });
  const nodes = drafts.map(({ fact, ...node }) => ({ ...node, change: place.get(fact.raw) ?? null }));
  return { nodes, edges, omitted };
}

function draw(fleet: Fleet, prefix: string, nodes: Draft[], edges: Topology['edges'], masker: Masker): void {
  const cluster = fleet.clusters[0];
  if (cluster !== undefined) nodes.push(clusterNode(cluster, `${prefix}c`, masker));
  const machines = fleet.machines.flatMap((machine, index) => machineNodes(machine, `${prefix}m${index}`, masker));
  nodes.push(...machines);
  const members = machines.filter(({ fact }) => (fact as MachineFact).role !== 'seal');
  fleet.parts.forEach((part, index) => {
    if (part.kind === 'attachment' || part.kind === 'member') return;
    const node = partNode(part, `${prefix}p${index}`, masker);
    nodes.push(node);
    if (part.kind === 'balancer') {
      for (const member of members) edges.push({ from: node.id, to: member.id, fate: edgeFate(member.fate) });
    } else if (cluster !== undefined) edges.push({ from: `${prefix}c`, to: node.id, fate: edgeFate(node.fate) });
  });
  for (const member of members) {
    if (cluster !== undefined) edges.push({ from: member.id, to: `${prefix}c`, fate: edgeFate(member.fate) });
  }
}

function machineNodes(machine: MachineFact, id: string, masker: Masker): Draft[] {
  const optional = (text: string | null) => (text === null ? null : masker.text(text));
  const name = optional(machine.slot) ?? masker.text(machine.raw.address);
  const seal = machine.role === 'seal' ? say` (seal)` : say``;
  const base = { kind: 'machine' as const, zone: optional(machine.zone), fact: machine };
  const node = (suffix: string, detail: SafeText | null, fate: Fate): Draft => ({
    ...base,
    id: `${id}${suffix}`,
    label: say`${name}${seal}`,
    detail,
    fate,
  });
  const known = machine.id === null ? null : masker.text(machine.id);
  if (machine.fate === 'replace')
    return [node('o', known ?? say`old machine`, 'destroy'), node('n', say`new machine`, 'create')];
  if (machine.deposed) return [node('', say`left from a failed apply`, machine.fate)];
  return [node('', arrives(machine) ? say`new machine` : known, machine.fate)];
}

function clusterNode(cluster: ClusterFact, id: string, masker: Masker): Draft {
  const optional = (text: string | null) => (text === null ? null : masker.text(text));
  const [before, after] = [optional(cluster.engineBefore), optional(cluster.engineAfter)];
  return {
    id,
    kind: 'cluster',
    label: masker.text(cluster.raw.address),
    detail: engineChange({ before, after }) ?? after ?? before,
    zone: null,
    fate: cluster.fate,
    fact: cluster,
  };
}

const WORDS: Readonly<Record<PartFact['kind'], SafeText>> = {
  attachment: say`attachment`,
  member: say`member`,
  balancer: say`load balancer`,
  seal: say`seal`,
  store: say`store`,
};

function partNode(part: PartFact, id: string, masker: Masker): Draft {
  const kind = part.kind === 'balancer' || part.kind === 'seal' || part.kind === 'store' ? part.kind : 'other';
  const word = WORDS[part.kind];
  return { id, kind, label: word, detail: masker.text(part.raw.address), zone: null, fate: part.fate, fact: part };
}

/** A line changes with what it leads to; a change in place does not touch it. */
function edgeFate(fate: Fate): Fate {
  return fate === 'create' || fate === 'destroy' ? fate : 'keep';
}
