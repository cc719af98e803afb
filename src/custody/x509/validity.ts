const DAY = 24 * 3_600_000;

/** Clocks of machines that were just booted may be behind. Milliseconds. */
const BACKDATE = 5 * 60_000;

/** Lifetimes in milliseconds. An authority outlives what it signs by far; its roll-over is a procedure of its own. */
export const LIFETIME = { authority: 3650 * DAY, issuer: 3 * 365 * DAY, server: 90 * DAY, client: DAY } as const;

/** Validity from shortly before now. Certificates count whole seconds. */
export function validity(lifetime: number, now: number): { notBefore: Date; notAfter: Date } {
  const second = Math.floor(now / 1000) * 1000;
  return { notBefore: new Date(second - BACKDATE), notAfter: new Date(second + lifetime) };
}
