import * as z from 'zod';
import { issueForNode, issueForRole } from './issue.js';
import type { RoleName } from './roles/role.js';
import { type Authorities, type EnrolledIdentity, noAuthority, type Signer } from './signer.js';
import type { WorkingStore } from './working/working-store.js';
import { createAuthority, opened, storedAuthority } from './x509/authority.js';
import type { SignedCertificate } from './x509/end-certificate.js';

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
  ) {}

  async prepare(): Promise<void> {
    await this.working.ensure(NAME, storedAuthorities, async () => ({
      server: [await createAuthority('server', this.environment, this.clock())],
      client: [await createAuthority('client', this.environment, this.clock())],
    }));
  }

  async authorities(): Promise<Authorities> {
    const { server, client } = await this.stored();
    return { server: server.map((one) => one.certificate), client: client.map((one) => one.certificate) };
  }

  signServer(csr: string, identity: EnrolledIdentity): Promise<SignedCertificate> {
    return issueForNode(async () => opened((await this.stored()).server[0]), csr, identity, this.clock());
  }

  signClient(role: RoleName, publicKey: string): Promise<SignedCertificate> {
    return issueForRole(async () => opened((await this.stored()).client[0]), role, publicKey, this.clock());
  }

  private async stored(): Promise<StoredAuthorities> {
    const stored = await this.working.read(NAME, storedAuthorities);
    if (stored) return stored;
    throw noAuthority(this.working.location);
  }
}
