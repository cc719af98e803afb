import * as z from 'zod';
import { QuorateError } from '../schema/index.js';
import { issueForEngine, issueForNode, issueForRole } from './issue.js';
import type { RoleName } from './roles/role.js';
import { type Authorities, type EnrolledIdentity, noAuthority, type Signer } from './signer.js';
import type { WorkingStore } from './working/working-store.js';
import {
  type AuthorityKind,
  authorityCertificate,
  certified,
  followersOf,
  mayHaveIssuers,
  type SigningAuthority,
} from './x509/authority.js';
import { distantSigner } from './x509/distant-key.js';
import type { SignedCertificate } from './x509/end-certificate.js';
import type { Vouch } from './x509/vouched.js';

const NAME = 'distant-authorities';
/** Those of earlier releases were roots, and nothing but their text. */
const kept = z.union([
  z.string().transform((certificate) => ({ certificate, chain: '', anchor: null })),
  authorityCertificate,
]);
const stored = z.object({ server: kept, client: kept });

/** Keys that never leave where they are, by names that an operator gave them. */
export interface DistantKeys {
  publicKey(name: string): Promise<Uint8Array>;
  sign(name: string, bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * A signer whose keys are in a key service that does not give them away: whoever reads the working store cannot sign, and
 * every signature is in the service's own record. The certificates of both authorities are in the working store.
 */
export class KmsSigner implements Signer {
  constructor(
    private readonly working: WorkingStore,
    private readonly environment: string,
    private readonly keys: () => Promise<DistantKeys>,
    /** Name of each authority's key. */
    private readonly names: Readonly<Record<AuthorityKind, string>>,
    /** @default Date.now */
    private readonly clock: () => number = Date.now,
    /**
     * Certifies the authority of servers.
     * @default it is a root itself
     */
    private readonly vouch?: Vouch,
  ) {}

  async prepare(): Promise<void> {
    await this.working.ensure(NAME, stored, async () => ({
      server: await certified('server', this.environment, await this.signer('server'), this.clock(), this.vouch),
      client: await certified('client', this.environment, await this.signer('client'), this.clock()),
    }));
  }

  async authorities(): Promise<Authorities> {
    const { server, client } = await this.certificates();
    const { certificate, chain, anchor } = server;
    return {
      server: [certificate],
      client: [client.certificate],
      anchors: anchor === null ? [] : [chain, anchor],
    };
  }

  signServer(csr: string, identity: EnrolledIdentity): Promise<SignedCertificate> {
    return issueForNode(() => this.authority('server'), csr, identity, this.clock());
  }

  async mayHaveIssuers(): Promise<boolean> {
    return await mayHaveIssuers((await this.certificates()).server);
  }

  signIssuer(csr: string, cluster: string): Promise<SignedCertificate> {
    return issueForEngine(
      () => this.authority('server'),
      csr,
      { cluster, environment: this.environment },
      this.clock(),
    );
  }

  addAuthorities(): Promise<void> {
    return Promise.reject(this.fixedKeys());
  }

  signWithNewest(): Promise<void> {
    return Promise.reject(this.fixedKeys());
  }

  dropOldAuthorities(): Promise<void> {
    return Promise.reject(this.fixedKeys());
  }

  signClient(role: RoleName, publicKey: string): Promise<SignedCertificate> {
    return issueForRole(() => this.authority('client'), role, publicKey, this.clock());
  }

  private fixedKeys(): QuorateError {
    return new QuorateError(
      'QRT-FIXED-AUTHORITIES',
      `the authorities of ${this.environment} have keys of a key service, by names of its stack; a roll-over makes no keys there`,
      'Nothing was changed. A roll-over works where the working store holds the keys.',
    );
  }

  private async authority(kind: AuthorityKind): Promise<SigningAuthority> {
    const authority = (await this.certificates())[kind];
    return { certificate: authority.certificate, followers: followersOf(authority), ...(await this.signer(kind)) };
  }

  private async signer(kind: AuthorityKind) {
    const keys = await this.keys();
    const name = this.names[kind];
    return await distantSigner({ publicKey: await keys.publicKey(name), sign: (bytes) => keys.sign(name, bytes) });
  }

  private async certificates(): Promise<z.infer<typeof stored>> {
    const found = await this.working.read(NAME, stored);
    if (found) return found;
    throw noAuthority(this.working.location);
  }
}
