const SUPPORTED = [1, 3, 5, 7];

/**
 * Names of the slots of a cluster of this size: a, b, c …
 *
 * @throws Error on any size but 1, 3, 5 or 7, with the reason.
 */
export function slotsFor(nodes: number): readonly string[] {
  if (!SUPPORTED.includes(nodes))
    throw new Error(`A cluster has 1 (development), 3, 5 or 7 nodes, received ${nodes}. ${why(nodes)}`);
  return [...'abcdefg'].slice(0, nodes);
}

function why(nodes: number): string {
  if (!Number.isInteger(nodes) || nodes < 1) return 'Give a whole number.';
  if (nodes > 7)
    return 'Every write waits for a majority: more than 7 voters make it slower and safer by nothing that machines fail for.';
  return `${nodes} nodes tolerate no more losses than ${nodes - 1}, and one more machine can fail: take ${nodes - 1} or ${nodes + 1}.`;
}
