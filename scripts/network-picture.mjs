// Draws docs/aws-network.svg from the reviewed copy of the stack prod: `node scripts/network-picture.mjs`, or `--stdout`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT = join(root, 'docs', 'aws-network.svg');
const { resource } = JSON.parse(readFileSync(join(root, 'test/stacks/golden/prod.json'), 'utf8'));

const all = (type) => Object.entries(resource[type] ?? {});
const idOf = (reference = '') => /\.(\w+)\.id\}/.exec(reference)?.[1] ?? '';
const quoted = (text) => JSON.stringify(text);

/** Slots by the subnet that they stand in. */
const slots = Object.entries(resource.aws_instance.machines.for_each);
const subnets = all('aws_subnet').map(([name, { availability_zone, cidr_block }]) => {
  const here = slots.filter(([, subnet]) => idOf(subnet) === name).map(([slot]) => slot);
  const machines = here.map((slot) => `machine_${slot} [class="engine", label=<<B>machine ${slot}</B>>];`).join('\n');
  return `subgraph cluster_${name} { class="machine"; label=<<B>${availability_zone}</B><BR/><FONT POINT-SIZE="10">${cidr_block}, private</FONT>>; ${machines} }`;
});

const endpoints = all('aws_vpc_endpoint').map(([name, { service_name, vpc_endpoint_type }]) => {
  const kind = `${vpc_endpoint_type.toLowerCase()} endpoint`;
  return `endpoint_${name} [label=<<B>${service_name.split('.').at(-1)}</B><BR/><FONT POINT-SIZE="10">${kind}</FONT>>];`;
});

/** Who may speak to whom: every rule that admits, one arrow for a pair. */
const groups = { members: `machine_${slots[0][0]}`, balancer: 'balancer', endpoints: 'endpoint_kms' };
const ports = new Map();
for (const [, rule] of all('aws_vpc_security_group_ingress_rule')) {
  const from = rule.cidr_ipv4 ? `from ${rule.cidr_ipv4}` : idOf(rule.referenced_security_group_id);
  const pair = `${from}|${idOf(rule.security_group_id)}`;
  const range = rule.from_port === rule.to_port ? `${rule.to_port}` : `${rule.from_port}-${rule.to_port}`;
  ports.set(pair, [...(ports.get(pair) ?? []), range]);
}
const outside = new Set();
/** What a group has in the picture, and which frame an arrow ends at. */
const frame = (name, end) => (name === 'members' ? `, ${end}=cluster_members` : '');
const among = (ports.get('members|members') ?? []).sort().join(', ');
const arrows = [...ports]
  .map(([pair, open]) => [...pair.split('|'), open.sort().join(', ')])
  .filter(([from, to]) => from !== to)
  .map(([from, to, open]) => {
    if (!groups[from]) outside.add(from);
    const ends = `${frame(from, 'ltail')}${frame(to, 'lhead')}`;
    return `${groups[from] ?? quoted(from)} -> ${groups[to]} [label=" ${open} "${ends}];`;
  });

const DOT = `digraph network {
  rankdir=LR; compound=true; nodesep=0.3; ranksep=0.8; pad=0.15;
  fontname="Helvetica"; fontsize=12;
  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica", fontsize=12, margin="0.14,0.08"];
  edge [fontname="Helvetica", fontsize=10, arrowsize=0.7];
  ${[...outside].map((from) => `${quoted(from)} [style="rounded,dashed"];`).join('\n')}
  subgraph cluster_vpc {
    style="rounded"; label=<<B>VPC ${resource.aws_vpc.network.cidr_block}: no gateway of any kind</B>>;
    balancer [label=<<B>network load balancer</B><BR/><FONT POINT-SIZE="10">internal, TLS passed through</FONT>>];
    subgraph cluster_members {
      style="rounded,dashed"; label=<<B>the machines, ${among} among each other</B>>;
      ${subnets.join('\n')}
    }
    ${endpoints.join('\n')}
  }
  machine_${slots[0][0]} -> endpoint_s3 [label=" 443 ", ltail=cluster_members];
  ${arrows.join('\n')}
}`;

const graphviz = await Graphviz.load();
const svg = `${graphviz
  .layout(DOT, 'svg', 'dot')
  .replace(/<!--.*?-->\n?/gs, '')
  .trim()}\n`;
if (process.argv.includes('--stdout')) process.stdout.write(svg);
else writeFileSync(OUTPUT, svg);
