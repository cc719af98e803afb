import type { Situation } from '../../plan/index.js';

/** Whether a node has come all the way: it votes, is live, and takes traffic. */
export function isBack({ observed, voters, live }: Situation, id: string): boolean {
  const report = observed.nodes.find((node) => node.id === id)?.report;
  return report?.admitted === true && voters.includes(id) && live.has(id);
}
