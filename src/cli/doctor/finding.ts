/** What a check found; `warn` is something that works and may surprise. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it; null when nothing has to be done. */
  readonly fix: string | null;
}

/** What the checks look at. */
export interface Surroundings {
  /** The project's folder. */
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The environment that is asked about, or null. */
  readonly environment: string | null;
}

/** Looks at one thing and changes nothing. */
export type Check = (surroundings: Surroundings) => Promise<Finding> | Finding;

export function ok(check: string, message: string): Finding {
  return { check, result: 'ok', message, fix: null };
}

export function warn(check: string, message: string, fix: string): Finding {
  return { check, result: 'warn', message, fix };
}

export function fail(check: string, message: string, fix: string): Finding {
  return { check, result: 'fail', message, fix };
}
