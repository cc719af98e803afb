import * as z from 'zod';
import { authOf, type TokenGrant } from './auth.js';
import { dataOf } from './envelope.js';
import { listKeys, orNull } from './listing.js';
import type { CallOptions } from './options.js';
import { enginePath, segment } from './path.js';
import type { Transport } from './transport.js';

/** A role of certificate auth: `certificate` (an authority, PEM) is the gate, the names make it exact. */
export interface CertRole {
  readonly certificate: string;
  readonly allowed_common_names?: readonly string[];
  readonly allowed_dns_sans?: readonly string[];
  readonly allowed_uri_sans?: readonly string[];
  readonly allowed_organizational_units?: readonly string[];
  readonly display_name?: string;
  readonly token_policies?: readonly string[];
  readonly token_ttl?: string;
  readonly token_max_ttl?: string;
  readonly token_type?: 'service' | 'batch';
}

const names = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const roleBody = dataOf(
  z.object({
    certificate: z.string(),
    allowed_common_names: names,
    allowed_dns_sans: names,
    allowed_uri_sans: names,
    allowed_organizational_units: names,
    display_name: z.string(),
    token_policies: names,
    token_no_default_policy: z.boolean(),
    /** Seconds. */
    token_ttl: z.number(),
    /** Seconds. */
    token_max_ttl: z.number(),
    token_type: z.string(),
  }),
);
export type CertRoleState = z.infer<typeof roleBody>;

/** Certificate auth, mounted at `mount`. */
export class CertAuthApi {
  constructor(
    private readonly transport: Transport,
    private readonly mount = 'cert',
  ) {}

  roles(options?: CallOptions): Promise<readonly string[]> {
    return listKeys(this.transport, this.path('certs'), options);
  }

  /** Null when there is no role of this name. */
  role(name: string, options?: CallOptions): Promise<CertRoleState | null> {
    return orNull(this.transport.json({ method: 'GET', path: this.path('certs', name) }, roleBody, options));
  }

  putRole(name: string, body: CertRole, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'POST', path: this.path('certs', name), body }, options);
  }

  removeRole(name: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: this.path('certs', name) }, options);
  }

  /** Logs in with the client certificate of the connection, to exactly this role. Needs no token. */
  login(name: string, options?: CallOptions): Promise<TokenGrant> {
    return this.transport.json({ method: 'POST', path: this.path('login'), body: { name } }, authOf, options);
  }

  private path(kind: 'certs' | 'login', name?: string): string {
    return `auth/${enginePath(this.mount)}/${kind}${name === undefined ? '' : `/${segment(name)}`}`;
  }
}
