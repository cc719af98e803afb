import type { Topology } from '../model/index.js';
import { dotOf } from './dot.js';

/**
 * The topology as SVG for a page; empty when there is nothing to draw.
 *
 * Graphviz is loaded only here: its start takes a tenth of a second that no other report should pay for. It is unloaded
 * after each picture, because an instance that has drawn a thousand fails in the next (found by fuzzing).
 */
export async function drawTopology(topology: Topology): Promise<string> {
  if (topology.nodes.length === 0) return '';
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(dotOf(topology), 'svg');
  Graphviz.unload();
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim();
}
