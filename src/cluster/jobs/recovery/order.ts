/**
 * In which order nodes stop for a recovery: the one that is recovered is not among them, and the leader is the last, so
 * that the recovered one hears of every acknowledged write.
 */
export function haltingOrder(nodes: readonly string[], leader: string | null, recovered: string): readonly string[] {
  const others = nodes.filter((id) => id !== recovered);
  return [...others.filter((id) => id !== leader), ...others.filter((id) => id === leader)];
}
