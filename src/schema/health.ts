/** Health codes of an engine that serves clients: active, standby, performance standby. */
export const SERVING_CODES: ReadonlySet<number> = new Set([200, 429, 473]);
