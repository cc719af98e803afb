import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterSpec, runtimeConfigurationOf } from '../../cluster/index.js';
import { bundle, decryptMessage, generateKeyPair, operatorIdentityFor, selfSigned } from '../../custody/index.js';
import { EngineClient, EngineError, EngineUnreachable } from '../../engine/index.js';
import { type Fence, type FenceProof, openFence } from '../../machines/index.js';
import { waitUntil } from '../../process/index.js';
import { CERTIFICATE_MOUNT, PORTS, QuorateError } from '../../schema/index.js';
import type { Environment } from '../environment.js';
import { sealTokenFor } from '../seal-server.js';
import { COPY_ADDRESS, copyConfiguration } from './configuration.js';
import { engineProgram } from './engine-program.js';
import { drillSockets } from './sockets.js';

const ACTIVE_MS = 60_000;
const LIFETIME_MS = 3_600_000;
const NAME = 'drill';

/** A single engine behind a fence, founded with keys that only this process has. */
export class FencedCopy {
  private constructor(
    private readonly environment: Environment,
    private readonly fence: Fence,
    private readonly folders: readonly string[],
    private readonly ca: string,
  ) {}

  /** Founds an empty engine behind a fence. @throws QuorateError `QRT-FENCE` */
  static async open(environment: Environment, spec: ClusterSpec, fenceProgram: string): Promise<FencedCopy> {
    const home = join(environment.paths.home, NAME);
    const sockets = await drillSockets(environment);
    const folders = [home, sockets];
    // One that was killed has left its own.
    await removeAll(folders);
    try {
      await mkdir(sockets, { mode: 0o700 });
      const { certificate, order } = await prepare(environment, spec, home);
      const fence = await openFence({ ...order, program: fenceProgram, sockets });
      return new FencedCopy(environment, fence, folders, certificate);
    } catch (error) {
      await removeAll(folders);
      throw error;
    }
  }

  get proof(): FenceProof {
    return this.fence.proof;
  }

  /** A client that shows an operator's certificate and holds no token. */
  async client(role: 'operator' | 'configure'): Promise<EngineClient> {
    const { certificate: cert, key } = await operatorIdentityFor(
      role,
      this.environment.working,
      this.environment.signer,
    );
    return new EngineClient({ address: `https://${COPY_ADDRESS}:${this.fence.port}`, tls: { ca: this.ca, cert, key } });
  }

  /** Initializes it and returns a client that is root there, until a snapshot takes the place of what it has. */
  async found(seal: ClusterSpec['seal']['type'], signal: AbortSignal): Promise<EngineClient> {
    const engine = await this.client('operator');
    await answering(engine, signal);
    const pair = await generateKeyPair('Quorate drill');
    const { shares, rootToken } = await engine.init({
      kind: seal === 'shamir' ? 'unseal' : 'recovery',
      shares: 1,
      threshold: 1,
      protection: { shareKeys: [pair.public], rootTokenKey: pair.public },
    });
    const [share] = shares;
    if (seal === 'shamir' && share !== undefined) {
      await engine.unseal({ key: await decryptMessage(Buffer.from(share, 'hex').toString('base64'), pair) });
    }
    await awaitActive(engine, signal);
    return engine.withToken(await decryptMessage(rootToken, pair));
  }

  /**
   * Waits until the copy serves with what the snapshot brought. One that needs shares is started again first: until then
   * it takes them for those that it was founded with.
   */
  async awaitRestored(shares: readonly string[], signal: AbortSignal): Promise<void> {
    const engine = await this.client('operator');
    try {
      if (shares.length > 0) {
        await this.fence.restart();
        await awaitCode(engine, 503, 'answer, sealed', signal);
      }
      for (const key of shares) await engine.unseal({ key });
      await awaitActive(engine, signal);
    } finally {
      await engine.close();
    }
  }

  /** Runs `use` with a client that is logged in with this role, as the snapshot has it. */
  async as<T>(role: 'operator' | 'configure', use: (engine: EngineClient) => Promise<T>): Promise<T> {
    const plain = await this.client(role);
    try {
      const { client_token } = await plain.cert(CERTIFICATE_MOUNT).login(role);
      return await use(plain.withToken(client_token));
    } finally {
      await plain.close();
    }
  }

  /** Ends the engine and removes everything it had. */
  async close(): Promise<void> {
    await this.fence.close();
    await removeAll(this.folders);
  }
}

async function prepare(environment: Environment, spec: ClusterSpec, home: string) {
  const { seal } = runtimeConfigurationOf(spec);
  const files = {
    data: join(home, 'data'),
    certificate: join(home, 'copy.crt'),
    key: join(home, 'copy.key'),
    serverCa: join(home, 'server-ca.pem'),
  };
  const { certificate, key } = await selfSigned('quorate restore drill', COPY_ADDRESS, LIFETIME_MS);
  const token = seal.type === 'transit' ? await sealTokenFor(environment, NAME) : undefined;
  await mkdir(files.data, { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
  const configuration = join(home, 'copy.hcl');
  const write = (path: string, content: string) => writeFile(path, content, { mode: 0o600 });
  await write(files.certificate, certificate);
  await write(files.key, key);
  await write(files.serverCa, bundle((await environment.signer.authorities()).server));
  await write(configuration, copyConfiguration(seal, token, PORTS, files));
  const machines = await (await environment.site()).machines();
  const members = machines.filter(({ role }) => role === 'member');
  const order = {
    command: [await engineProgram(environment, spec), 'server', `-config=${configuration}`],
    home,
    log: join(home, 'engine.log'),
    seal: seal.type === 'transit' ? endpointOf(seal.address) : null,
    engine: { address: COPY_ADDRESS, port: PORTS.api },
    forbidden: members.flatMap(({ address }) => [
      { address, port: PORTS.cluster },
      { address, port: PORTS.api },
    ]),
  };
  return { certificate, order };
}

function endpointOf(url: string): { address: string; port: number } {
  const { hostname, port } = new URL(url);
  return { address: hostname, port: Number(port || 443) };
}

async function answering(engine: EngineClient, signal: AbortSignal): Promise<void> {
  await awaitCode(engine, 501, 'answer', signal);
}

async function awaitActive(engine: EngineClient, signal: AbortSignal): Promise<void> {
  await awaitCode(engine, 200, 'be active', signal);
}

async function awaitCode(engine: EngineClient, wanted: number, what: string, signal: AbortSignal): Promise<void> {
  let last = 'no answer';
  const reached = async () => {
    try {
      const { code } = await engine.health({ deadlineMs: 1_000, signal });
      last = `health ${code}`;
      return code === wanted ? true : undefined;
    } catch (error) {
      if (error instanceof EngineUnreachable || error instanceof EngineError) return undefined;
      throw error;
    }
  };
  if (await waitUntil(reached, { deadlineMs: ACTIVE_MS, intervalMs: 100, signal })) return;
  throw new QuorateError(
    'QRT-DRILL',
    `the copy was expected to ${what} within ${ACTIVE_MS / 1000} s; last seen: ${last}`,
    'Nothing of the cluster was touched. See whether its seal can be reached, then run the drill again.',
  );
}

async function removeAll(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}
