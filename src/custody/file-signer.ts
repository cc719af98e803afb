import { X509Certificate } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { QuorateError } from '../schema/index.js';
import { issueForEngine, issueForNode, issueForRole } from './issue.js';
import type { RoleName } from './roles/role.js';
import { type Authorities, type EnrolledIdentity, noAuthority, type Signer } from './signer.js';
import type { WorkingStore } from './working/working-store.js';
import { createAuthority, mayHaveIssuers, opened, type StoredAuthority, storedAuthority } from './x509/authority.js';
import type { SignedCertificate } from './x509/end-certificate.js';
import type { Vouch } from './x509/vouched.js';

const NAME = 'authorities';

/** The first of each list signs. */
const storedAuthorities = z.object({
  server: z.tuple([storedAuthority], storedAuthority),
  client: z.tuple([storedAuthority], storedAuthority),
});
type StoredAuthorities = z.infer<typeof storedAuthorities>;

/**
 * A signer whose keys are in the working store: for labs, and for environments without a key service.
 *
 * @example
 * const signer = new FileSigner(working, 'lab');
 * await signer.prepare();
 * const { certificate } = await signer.signServer(csr, identity);
 */
export class FileSigner implements Signer {
  constructor(
    private readonly working: WorkingStore,
    /** Appears in the authorities' names. */
    private readonly environment: string,
    /**
     * Milliseconds since the epoch.
     * @default Date.now
     */
    private readonly clock: () => number = Date.now,
    /**
     * Certifies the authority of servers.
     * @default it is a root itself
     */
    private readonly vouch?: Vouch,
  ) {}

  async prepare(): Promise<void> {
    await this.working.ensure(NAME, storedAuthorities, async () => ({
      server: [await createAuthority('server', this.environment, this.clock(), this.vouch)],
      client: [await createAuthority('client', this.environment, this.clock())],
    }));
  }

  async authorities(): Promise<Authorities> {
    const { server, client } = await this.stored();
    return {
      server: server.map((one) => one.certificate),
      client: client.map((one) => one.certificate),
      anchors: server.flatMap(({ chain, anchor }) => (anchor === null ? [] : [chain, anchor])),
    };
  }

  signServer(csr: string, identity: EnrolledIdentity): Promise<SignedCertificate> {
    return issueForNode(async () => opened((await this.stored()).server[0]), csr, identity, this.clock());
  }

  async mayHaveIssuers(): Promise<boolean> {
    return await mayHaveIssuers((await this.stored()).server[0]);
  }

  signIssuer(csr: string, cluster: string): Promise<SignedCertificate> {
    const authority = async () => opened((await this.stored()).server[0]);
    return issueForEngine(authority, csr, { cluster, environment: this.environment }, this.clock());
  }

  async addAuthorities(): Promise<void> {
    const { server, client } = await this.stored();
    if (server.length > 1) return;
    await this.keep({
      server: [server[0], await createAuthority('server', this.environment, this.clock(), this.vouch)],
      client: [client[0], await createAuthority('client', this.environment, this.clock())],
    });
  }

  async signWithNewest(): Promise<void> {
    const { server, client } = await this.stored();
    await this.keep({ server: newestFirst(server), client: newestFirst(client) });
  }

  async dropOldAuthorities(): Promise<void> {
    const { server, client } = await this.stored();
    await this.keep({ server: [newestFirst(server)[0]], client: [newestFirst(client)[0]] });
  }

  signClient(role: RoleName, publicKey: string): Promise<SignedCertificate> {
    return issueForRole(async () => opened((await this.stored()).client[0]), role, publicKey, this.clock());
  }

  /** Read back: what signs next is nothing to be guessed. */
  private async keep(authorities: StoredAuthorities): Promise<void> {
    await this.working.write(NAME, authorities);
    if (isDeepStrictEqual(await this.stored(), authorities)) return;
    throw new QuorateError(
      'QRT-WORKING-STORE',
      `the authorities were written to ${this.working.location} and are not what was written`,
      'Check that nobody else changes this store, then run the command again.',
    );
  }

  private async stored(): Promise<StoredAuthorities> {
    const stored = await this.working.read(NAME, storedAuthorities);
    if (stored) return stored;
    throw noAuthority(this.working.location);
  }
}

type Pair = [StoredAuthority, ...StoredAuthority[]];

function newestFirst(authorities: Pair): Pair {
  const begin = ({ certificate }: StoredAuthority) => Date.parse(new X509Certificate(certificate).validFrom);
  const [newest = authorities[0], ...older] = authorities.toSorted((a, b) => begin(b) - begin(a));
  return [newest, ...older];
}
