import { createHash } from 'node:crypto';

/** Of a certificate's life: renewed from the first on, and by the second at the latest. */
const FROM = 0.6;
const SPAN = 0.15;

/**
 * When a certificate is to be renewed: well before its end, and every machine at a moment of its own, so that they do
 * not all ask at once.
 *
 * @returns milliseconds since the epoch
 */
export function renewalDue({ validFrom, validTo }: { validFrom: string; validTo: string }, machineId: string): number {
  const [begin, end] = [Date.parse(validFrom), Date.parse(validTo)];
  const share = createHash('sha256').update(machineId).digest().readUInt16BE(0) / 65_536;
  return begin + (end - begin) * (FROM + SPAN * share);
}
