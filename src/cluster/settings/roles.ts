import { isDeepStrictEqual } from 'node:util';
import type { CertificateRole } from '../../custody/index.js';
import { type CertRoleState, EngineError } from '../../engine/index.js';
import { CERTIFICATE_MOUNT } from '../../schema/index.js';
import type { Setting } from './setting.js';

/** The mount of our own certificate logins. */
export const loginMount: Setting = {
  what: `auth method ${CERTIFICATE_MOUNT}`,
  differs: async (engine) => ((await engine.auth.list())[`${CERTIFICATE_MOUNT}/`] ? null : 'is missing'),
  mend: (engine) =>
    engine.auth.enable(CERTIFICATE_MOUNT, {
      type: 'cert',
      description: 'logins by certificate: operators, nodes, observers',
    }),
};

/** Who may log in as what, by which authorities. */
export function roleSetting({ name, body }: { readonly name: string } & Pick<CertificateRole, 'body'>): Setting {
  return {
    what: `role ${name}`,
    differs: async (engine) => {
      const present = await engine.cert(CERTIFICATE_MOUNT).role(name).catch(ifNoMount);
      if (present === null) return 'is missing';
      return isAsDeclared(present, body) ? null : 'lets others in, or to other things';
    },
    mend: async (engine) => void (await engine.write(`auth/${CERTIFICATE_MOUNT}/certs/${name}`, body)),
  };
}

function isAsDeclared(present: CertRoleState, body: CertificateRole['body']): boolean {
  return (
    present.certificate.trim() === body.certificate.trim() &&
    isDeepStrictEqual(present.allowed_common_names, body.allowed_common_names ?? []) &&
    isDeepStrictEqual(present.allowed_organizational_units, body.allowed_organizational_units ?? []) &&
    isDeepStrictEqual(present.token_policies, body.token_policies) &&
    present.token_no_default_policy === body.token_no_default_policy &&
    present.token_type === body.token_type &&
    present.token_ttl === secondsOf(body.token_ttl) &&
    present.token_max_ttl === secondsOf(body.token_max_ttl)
  );
}

/** Without the mount there is no role either. */
function ifNoMount(error: unknown): null {
  if (error instanceof EngineError && error.status === 404) return null;
  throw error;
}

/** Lifetimes of roles are written in whole minutes and hours. */
function secondsOf(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('h') ? 3600 : 60);
}
