/** Bits that a subnet's network is smaller by: sixteen fit, one a zone is used. */
const BITS = 4;
const SMALLEST = 28;

/**
 * Network of the subnet with this index within a network.
 *
 * @throws Error when the network is none, or too small for subnets as AWS allows them (a /28 at least).
 */
export function subnetCidr(cidr: string, index: number): string {
  const [, a, b, c, d, length] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const bits = Number(length) + BITS;
  if (length === undefined || Number(length) < 16 || bits > SMALLEST) {
    throw new Error(`A network is written like 10.20.0.0/20, from /16 to /${SMALLEST - BITS}, received '${cidr}'`);
  }
  const base = ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
  const address = base + index * 2 ** (32 - bits);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${bits}`;
}
