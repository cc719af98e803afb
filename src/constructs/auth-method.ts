import { authMethod, authPath } from '../schema/index.js';
import { secondsOf } from './period.js';

/** An auth method that the cluster needs. What is in it (roles, its own configuration) is for Terraform's provider of the engine. */
export interface AuthMethodProps {
  /** As the engine names it: `approle`, `userpass`, `jwt`, `oidc` … */
  readonly type: string;
  /** @default none */
  readonly description?: string;
  /**
   * How long a login lasts that asks for nothing else: a whole number and s, m, h or d.
   * @default the engine's own
   */
  readonly defaultLeaseTtl?: string;
  /**
   * How long a login lasts at most.
   * @default the engine's own
   */
  readonly maxLeaseTtl?: string;
}

/** @throws Error when a path, a type or a time cannot be one. */
export function authMethodsOf(methods: Readonly<Record<string, AuthMethodProps>>) {
  return Object.fromEntries(
    Object.entries(methods).map(([path, { type, description = '', defaultLeaseTtl, maxLeaseTtl }]) => {
      const [usual, longest] = [leaseOf(path, defaultLeaseTtl), leaseOf(path, maxLeaseTtl)];
      const method = { type, description, default_lease_ttl: usual, max_lease_ttl: longest };
      const wrong = authPath.safeParse(path).error ?? authMethod.safeParse(method).error;
      if (wrong) throw new Error(`The auth method '${path}': ${wrong.issues.map(({ message }) => message).join('; ')}`);
      return [path, { type, description, defaultLeaseTtl: usual, maxLeaseTtl: longest }];
    }),
  );
}

function leaseOf(path: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const seconds = secondsOf(text);
  if (seconds >= 1) return seconds;
  throw new Error(`The auth method '${path}': a lease is a time such as '30m' or '8h', received '${text}'`);
}
