import { createHash, randomInt } from 'node:crypto';

// 127.64.0.0/10 in two halves, so that a machine never gets the address that a balancer will come back to.
const MACHINES = 64;
const BALANCERS = 96;
const HALF = 32;

/** A random loopback address for a machine; two in four million are the same by chance. */
export function randomMachineAddress(): string {
  return address(MACHINES, randomInt(HALF), randomInt(256), randomInt(254));
}

/**
 * The loopback address of an environment's balancer unless the stack names one: a function of the name, because
 * clients and server certificates hold it.
 */
export function balancerAddress(environment: string): string {
  const [a = 0, b = 0, c = 0] = createHash('sha256').update(`balancer of ${environment}`).digest();
  return address(BALANCERS, a % HALF, b, c % 254);
}

function address(base: number, a: number, b: number, c: number): string {
  return `127.${base + a}.${b}.${c + 1}`;
}
