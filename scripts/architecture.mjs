// Draws docs/architecture.svg: `node scripts/architecture.mjs`, or `--stdout` to only print it.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

const OUTPUT = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'architecture.svg');

/** A box: a name, and below it in small letters what it does. */
function box(id, name, lines = [], kind = 'part') {
  const small = lines.map((line) => `<BR/><FONT POINT-SIZE="10">${line}</FONT>`).join('');
  return `${id} [class="${kind}", label=<<B>${name}</B>${small}>]`;
}

function arrow(from, to, label = '', options = '') {
  return `${from} -> ${to} [label=" ${label} "${options && `, ${options}`}]`;
}

function machine(slot, state) {
  return `
    subgraph cluster_${slot} {
      class="machine"; labeljust=l; label=<<B>machine ${slot}</B>>;
      ${box(`agent_${slot}`, 'agent', [':8202 /live /ready'])}
      ${box(`engine_${slot}`, 'engine', [`:8200 ${state}`], 'engine')}
      ${arrow(`agent_${slot}`, `engine_${slot}`, 'supervises')}
    }`;
}

/** From left to right: who deploys, the machines, how clients reach them. */
const DOT = `digraph architecture {
  rankdir=LR; compound=true; nodesep=0.3; ranksep=0.55; pad=0.15; splines=true;
  fontname="Helvetica"; fontsize=12;
  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=12, margin="0.14,0.08"];
  edge [fontname="Helvetica", fontsize=10, arrowsize=0.7];

  subgraph cluster_operator {
    class="side"; label=<<B>the deploying computer</B>>;
    { rank=same;
      ${box('stack', 'stacks/lab.ts', ['HaCluster: engine, platform,', 'nodes, seal, custody'])}
      ${box('terraform', 'cdktf, Terraform', ['creates before it destroys'])}
      ${box('provider', 'Quorate provider', ['machines, members, balancer, seal,', 'and one quorate_cluster'])}
      ${box('planner', 'convergence', ['look, plan, one step, look again'], 'heart')}
    }
  }
  subgraph cluster_store {
    class="side"; label=<<B>.quorate/lab</B>  <FONT POINT-SIZE="10">the environment store</FONT>>;
    { rank=same;
      ${box('state', 'Terraform state', ['ids, addresses, digests'], 'store')}
      ${box('record', 'lock, journal, facts', ['lease with fencing token'], 'store')}
      ${box('working', 'working store', ['CA keys, operator identity'], 'secret')}
      ${box('sealed', 'sealed store', ['encrypted shares'], 'secret')}
    }
  }
  subgraph cluster_platform {
    class="side"; label=<<B>the platform</B>  <FONT POINT-SIZE="10">processes on loopback addresses of their own</FONT>>;
    subgraph cluster_seal {
      class="machine"; labeljust=l; label=<<B>seal server</B>  <FONT POINT-SIZE="10">no member</FONT>>;
      ${box('agent_seal', 'agent', ['unseals it'])}
      ${box('seal', 'engine', ['transit key'], 'engine')}
      ${arrow('agent_seal', 'seal', 'supervises')}
    }
    ${machine('a', 'active')}
    ${machine('b', 'standby')}
    ${machine('c', 'standby')}
    ${box('balancer', 'load balancer', ['TCP; health', 'checks on /ready'])}
  }
  ${box('clients', 'clients', ['vault, libraries'], 'outside')}

  sealed -> working -> record -> state [style=invis];
  ${arrow('planner', 'provider', '', 'dir=back')}
  ${arrow('provider', 'terraform', '', 'dir=back')}
  ${arrow('terraform', 'stack', '', 'dir=back')}
  ${arrow('state', 'terraform', '', 'dir=back')}
  ${arrow('record', 'planner', '', 'dir=back')}
  ${arrow('working', 'planner', '', 'dir=back')}
  ${arrow('sealed', 'planner', '', 'dir=back')}
  ${arrow('provider', 'agent_seal', '', 'class="verbs"')}
  ${arrow('planner', 'agent_a', '', 'class="verbs"')}
  ${arrow('planner', 'agent_b', 'verbs on unix sockets', 'class="verbs"')}
  ${arrow('planner', 'agent_c', '', 'class="verbs"')}
  ${arrow('engine_a', 'balancer', '', 'class="traffic", dir=back')}
  ${arrow('engine_b', 'balancer', '', 'class="traffic", dir=back')}
  ${arrow('engine_c', 'balancer', '', 'class="traffic", dir=back')}
  ${arrow('balancer', 'clients', 'TLS', 'class="traffic", dir=back')}
  ${arrow('engine_a', 'engine_b', 'raft :8201', 'class="raft", dir=both, constraint=false')}
  ${arrow('engine_b', 'engine_c', 'raft :8201', 'class="raft", dir=both, constraint=false')}
  ${arrow('seal', 'engine_a', 'unseals', 'class="raft", constraint=false')}
}`;

/** Colours by class, for light and dark; they override what Graphviz writes as attributes. */
const STYLE = `
  svg { --page: #ffffff; --side: #f6f8fa; --line: #8c959f; --text: #1f2328; --part: #ffffff; --heart: #ddf4ff;
    --heart-line: #0969da; --store: #fff8c5; --secret: #ffebe9; --secret-line: #cf222e; --engine: #dafbe1;
    --engine-line: #1a7f37; --traffic: #1a7f37; --verbs: #0969da; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --side: #161b22; --line: #6e7681; --text: #e6edf3; --part: #21262d; --heart: #0c2d6b;
      --heart-line: #58a6ff; --store: #3b2f00; --secret: #490202; --secret-line: #ff7b72; --engine: #033a16;
      --engine-line: #3fb950; --traffic: #3fb950; --verbs: #58a6ff; } }
  text { fill: var(--text); font-family: Helvetica, Arial, sans-serif; }
  .graph > polygon { fill: var(--page); stroke: none; }
  .cluster path { fill: var(--side); stroke: var(--line); }
  .cluster polygon { fill: var(--side); stroke: var(--line); }
  .cluster.machine polygon { fill: var(--page); }
  .node path { fill: var(--part); stroke: var(--line); }
  .heart path { fill: var(--heart); stroke: var(--heart-line); }
  .store path { fill: var(--store); }
  .secret path { fill: var(--secret); stroke: var(--secret-line); }
  .engine path { fill: var(--engine); stroke: var(--engine-line); }
  .edge path { stroke: var(--line); }
  .edge polygon { fill: var(--line); stroke: var(--line); }
  .verbs path, .verbs polygon { stroke: var(--verbs); }
  .verbs polygon { fill: var(--verbs); }
  .traffic path, .traffic polygon { stroke: var(--traffic); }
  .traffic polygon { fill: var(--traffic); }
  .raft path { stroke-dasharray: 4 3; }
`;

const graphviz = await Graphviz.load();
const drawn = graphviz.dot(DOT, 'svg');
const svg = `${drawn
  .slice(drawn.indexOf('<svg'))
  .replace(/<!--[\s\S]*?-->\n?/g, '')
  .replace(/<title>[^<]*<\/title>\n?/g, '')
  .replace(/(<svg[^>]*>)/, `$1\n<title>Architecture of Quorate</title>\n<style>${STYLE}</style>`)
  .trim()}\n`;
if (process.argv.includes('--stdout')) process.stdout.write(svg);
else writeFileSync(OUTPUT, svg);
