/** Shorter strings are ids, names and durations: needed to understand an error, and no share or token is that short. */
const SHORTEST_SECRET = 16;

/** Strikes the token and every long string of the request out of an engine's answer, which may echo them. */
export function redact(text: string, token: string | undefined, body: unknown): string {
  let clean = text;
  for (const secret of [token, ...strings(body)]) {
    if (secret !== undefined && secret.length >= SHORTEST_SECRET) clean = clean.replaceAll(secret, '[redacted]');
  }
  return clean;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(strings);
  return [];
}
