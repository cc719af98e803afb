import type { Mount } from '../../engine/index.js';
import { type AuthMethod, QuorateError } from '../../schema/index.js';
import type { Setting } from './setting.js';

/** An auth method as it was declared: where it is, of which type, how long its leases last. Nothing that is in it. */
export function authSetting(path: string, method: AuthMethod): Setting {
  const { type, ...wanted } = method;
  return {
    what: `auth method ${path}`,
    differs: async (engine) => {
      const present = (await engine.auth.list())[`${path}/`];
      if (!present) return 'is missing';
      if (present.type !== type) return `is of type ${present.type} and not ${type}`;
      return isTuned(present, wanted) ? null : 'has another description or other leases';
    },
    mend: async (engine) => {
      const present = (await engine.auth.list())[`${path}/`];
      if (present && present.type !== type) throw otherType(path, present.type, type);
      if (!present) await engine.auth.enable(path, { type, description: wanted.description });
      await engine.auth.tune(path, wanted);
    },
  };
}

/** An auth method that was declared once and is not any more. */
export function formerAuth(path: string): Setting {
  return {
    what: `auth method ${path}`,
    differs: async (engine) => ((await engine.auth.list())[`${path}/`] ? 'is not declared any more' : null),
    mend: (engine) => engine.auth.disable(path),
  };
}

function isTuned({ description, config }: Mount, wanted: Omit<AuthMethod, 'type'>): boolean {
  return (
    description === wanted.description &&
    (config?.default_lease_ttl ?? 0) === wanted.default_lease_ttl &&
    (config?.max_lease_ttl ?? 0) === wanted.max_lease_ttl
  );
}

function otherType(path: string, found: string, wanted: string): QuorateError {
  return new QuorateError(
    'QRT-AUTH-TYPE',
    `the auth method ${path} is of type ${found} on the engine, and the stack declares ${wanted}; no method becomes another one`,
    `Disable it if nobody logs in by it (\`vault auth disable ${path}\`), or declare it under another path; nothing was changed about it.`,
  );
}
