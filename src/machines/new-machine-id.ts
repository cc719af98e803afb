import { randomInt } from 'node:crypto';
import type { MachineSpec } from './driver.js';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const LENGTH = 8;

/** The identity of a machine that is about to be made: never used before, never again. */
export function newMachineId({ role, slot }: Pick<MachineSpec, 'role' | 'slot'>): string {
  const suffix = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${role === 'seal' ? 'seal' : slot}-${suffix}`;
}
