import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createMessage, generateKey, type PrivateKey, reformatKey, sign } from 'openpgp';
import type { Vendor } from '../../../../src/engine/acquire/lock/lock-file.js';
import { enginePlatform } from '../../../../src/engine/index.js';
import type { Workspace } from './workspace.js';
import { zipOf } from './zip.js';

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

const ARCHIVE = `vault_1.2.3_${enginePlatform()}.zip`;

/** A vendor's release site on loopback, with a signing key of its own. */
export class ReleaseSite {
  /** What it serves, by path. Tests change it. */
  readonly files = new Map<string, Buffer>();
  /** Bytes after which the archive's transfer is cut. */
  cutAt: number | null = null;
  readonly archiveFile = ARCHIVE;

  private constructor(
    private readonly server: Server,
    readonly host: string,
    public key: PrivateKey,
  ) {}

  static async start(host: string): Promise<ReleaseSite> {
    const { privateKey } = await newKey('vendor');
    const server = createServer();
    const site = new ReleaseSite(server, host, privateKey);
    server.on('request', (request, response) => {
      const content = site.files.get(request.url ?? '');
      if (content === undefined) return response.writeHead(404).end('not here');
      response.setHeader('content-length', content.length);
      if (site.cutAt === null || !request.url?.endsWith('.zip')) return response.end(content);
      return response.write(content.subarray(0, site.cutAt), () => response.destroy());
    });
    server.listen(0, host);
    await once(server, 'listening');
    return site;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the release site does not listen');
    return `http://${this.host}:${address.port}`;
  }

  get archive(): Buffer {
    return this.files.get(`/vault/1.2.3/${ARCHIVE}`) ?? Buffer.alloc(0);
  }

  /** Publishes version 1.2.3 with this program, signed. */
  async publish(
    program: Buffer,
    options: { readonly signedAt?: Date; readonly signer?: PrivateKey } = {},
  ): Promise<void> {
    this.files.set(`/vault/1.2.3/${ARCHIVE}`, zipOf('vault', program));
    await this.sign(`${sha256(this.archive)}  ${ARCHIVE}\n${'0'.repeat(64)}  vault_1.2.3_other.zip\n`, options);
  }

  async sign(
    sums: string,
    { signedAt = new Date(), signer = this.key }: { readonly signedAt?: Date; readonly signer?: PrivateKey } = {},
  ): Promise<void> {
    const binary = Buffer.from(sums);
    const message = await createMessage({ binary });
    const signature = await sign({ message, signingKeys: signer, detached: true, format: 'binary', date: signedAt });
    this.files.set('/vault/1.2.3/vault_1.2.3_SHA256SUMS', binary);
    this.files.set('/vault/1.2.3/vault_1.2.3_SHA256SUMS.sig', Buffer.from(signature));
  }

  /** The vendor as the lock of a workspace names it; writes its key files there. */
  async vendor(workspace: Workspace, forms: readonly PrivateKey[] = [this.key]): Promise<Vendor> {
    await mkdir(join(workspace.enginesDir, 'keys'), { recursive: true });
    const keys = forms.map((form, index) => ({
      file: `keys/${index}.asc`,
      expires: '2099-01-01',
      origin: 'this test',
      form,
    }));
    for (const { file, form } of keys) await writeFile(join(workspace.enginesDir, file), form.toPublic().armor());
    const fingerprint = this.key.getFingerprint().toUpperCase();
    return { releases: `${this.url}/vault`, fingerprint, keys: keys.map(({ form, ...key }) => key) };
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** A signing key, made at `date`, that lasts `seconds`. */
export function newKey(name: string, options: { readonly date?: Date; readonly keyExpirationTime?: number } = {}) {
  return generateKey({ type: 'ecc', userIDs: [{ name }], format: 'object', ...options });
}

/** The same key as its owner publishes it again at `date`, with another end. */
export async function renewKey(privateKey: PrivateKey, date: Date, keyExpirationTime: number): Promise<PrivateKey> {
  const userIDs = [{ name: 'vendor' }];
  return (await reformatKey({ privateKey, userIDs, date, keyExpirationTime, format: 'object' })).privateKey;
}
