/** Voters that have to agree: a majority of all that are configured, dead ones included. */
export function quorumOf(voters: number): number {
  return voters === 0 ? 0 : Math.floor(voters / 2) + 1;
}

/** Live voters that may still be lost before the cluster cannot commit; negative when it cannot already. */
export function toleranceOf(voters: number, live: number): number {
  return live - quorumOf(voters);
}
