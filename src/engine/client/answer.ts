/** What came back: the status, and the body as it was. */
export interface EngineAnswer {
  readonly status: number;
  readonly text: string;
  /** Where a redirect leads; null when it is none. */
  readonly location?: string | null;
}

/** The value of a JSON text, undefined when it is none (the engine answers 204 with an empty body). */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a refusal says: the `errors` of the engine's usual body, or the first words of another one. */
export function errorsOf(text: string): string[] {
  const value = jsonOf(text);
  if (value === undefined) return text === '' ? [] : [text.slice(0, 200)];
  if (typeof value !== 'object' || value === null || !('errors' in value) || !Array.isArray(value.errors)) return [];
  return value.errors.filter((error): error is string => typeof error === 'string');
}
