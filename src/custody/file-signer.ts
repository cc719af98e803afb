import { createPublicKey } from 'node:crypto';
import * as z from 'zod';
import { QuorateError } from '../schema/index.js';
import { nodeNames } from './node-names.js';
import { commonNameOf, NODE_UNIT, type RoleName } from './roles/role.js';
import { type Authorities, type EnrolledIdentity, enrolledIdentity, type Signer } from './signer.js';
import type { WorkingStore } from './working/working-store.js';
import { createAuthority, storedAuthority } from './x509/authority.js';
import { type SignedCertificate, signCertificate } from './x509/end-certificate.js';
import { importPublicKey } from './x509/keys.js';
import { requestedKey } from './x509/request.js';
import { LIFETIME } from './x509/validity.js';

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

  async signServer(csr: string, identity: EnrolledIdentity): Promise<SignedCertificate> {
    const enrolled = enrolledIdentity.parse(identity);
    const publicKey = await requestedKey(csr, enrolled.machine_id);
    const { server } = await this.stored();
    const { machine_id, cluster_name } = enrolled;
    return signCertificate(
      server[0],
      publicKey,
      {
        subject: [{ CN: [machine_id] }, { OU: [NODE_UNIT] }, { O: [cluster_name] }],
        names: nodeNames(enrolled),
        usages: ['serverAuth', 'clientAuth'],
        lifetime: LIFETIME.server,
      },
      this.clock(),
    );
  }

  async signClient(role: RoleName, publicKey: string): Promise<SignedCertificate> {
    const { client } = await this.stored();
    const spki = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
    return signCertificate(
      client[0],
      await importPublicKey(spki),
      { subject: [{ CN: [commonNameOf(role)] }], names: [], usages: ['clientAuth'], lifetime: LIFETIME.client },
      this.clock(),
    );
  }

  private async stored(): Promise<StoredAuthorities> {
    const stored = await this.working.read(NAME, storedAuthorities);
    if (stored) return stored;
    throw new QuorateError(
      'QRT-NO-AUTHORITY',
      `the working store at ${this.working.location} holds no authorities; they are made before the first machine`,
      'If this environment was never deployed, deploy it. If it was, restore the working store from a copy: nodes trust no other authority.',
    );
  }
}
