import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle, clusterServerName, type Signer } from '../../../src/custody/index.js';
import { EngineClient, EngineUnreachable } from '../../../src/engine/index.js';
import { testEngine } from '../../engine/support/test-engine.js';
import { until } from '../../engine/support/until.js';
import { certificateRequest } from './request.js';

/** A certificate with its key, PEM. */
interface Credential {
  readonly certificate: string;
  readonly key: string;
}

/** A real node whose listener has what the signer gave it and nothing else. */
export class CustodyEngine {
  private constructor(
    private readonly host: string,
    private readonly ca: string,
    readonly node: Credential,
    private readonly home: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(signer: Signer, host: string): Promise<CustodyEngine> {
    const home = await mkdtemp(join(tmpdir(), 'quorate-custody-'));
    const { csr, keys } = await certificateRequest();
    const identity = { machine_id: 'a-1a2b3c4d', address: host, cluster_name: 'vault', balancer_address: null };
    const { certificate } = await signer.signServer(csr, identity);
    const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
    const { server, client } = await signer.authorities();
    await mkdir(join(home, 'data'));
    await writeFile(join(home, 'tls.crt'), certificate);
    await writeFile(join(home, 'tls.key'), key, { mode: 0o600 });
    await writeFile(join(home, 'client-ca.crt'), bundle(client));
    await writeFile(join(home, 'engine.hcl'), configuration(home, host));
    const child = spawn(await testEngine(), ['server', `-config=${join(home, 'engine.hcl')}`], {
      stdio: 'ignore',
      env: { HOME: home },
    });
    const engine = new CustodyEngine(host, bundle(server), { certificate, key }, home, child);
    await engine.awaitAnswer();
    return engine;
  }

  /** A client that dials by the cluster's name, as whoever the credential says. */
  client(credential?: Credential): EngineClient {
    const own = credential && { cert: credential.certificate, key: credential.key };
    const tls = { ca: this.ca, servername: clusterServerName('vault'), ...own };
    return new EngineClient({ address: `https://${this.host}:8200`, tls });
  }

  /** What the engine's own command prints, run as the credential says: a client written in Go. */
  async stock(credential: Credential, ...args: readonly string[]): Promise<string> {
    const file = (name: string) => join(this.home, name);
    await writeFile(file('server-ca.crt'), this.ca);
    await writeFile(file('client.crt'), credential.certificate);
    await writeFile(file('client.key'), credential.key, { mode: 0o600 });
    const env = {
      HOME: this.home,
      VAULT_ADDR: `https://${this.host}:8200`,
      VAULT_CACERT: file('server-ca.crt'),
      VAULT_CLIENT_CERT: file('client.crt'),
      VAULT_CLIENT_KEY: file('client.key'),
    };
    const { stdout } = await promisify(execFile)(await testEngine(), args, { env });
    return stdout.trim();
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await exited;
    }
    await rm(this.home, { recursive: true, force: true });
  }

  private async awaitAnswer(): Promise<void> {
    const client = this.client();
    await until('the engine answers', async () => {
      if (this.child.exitCode !== null) throw new Error(`the engine exited with ${this.child.exitCode}`);
      return client.health().catch((error: unknown) => {
        if (error instanceof EngineUnreachable) return { not: error };
        throw error;
      });
    });
    await client.close();
  }
}

const configuration = (home: string, host: string): string => `
cluster_name = "vault"
api_addr = "https://${host}:8200"
cluster_addr = "https://${host}:8201"
disable_mlock = true
storage "raft" {
  path = "${home}/data"
  node_id = "a-1a2b3c4d"
  performance_multiplier = 1
}
listener "tcp" {
  address = "${host}:8200"
  cluster_address = "${host}:8201"
  tls_cert_file = "${home}/tls.crt"
  tls_key_file = "${home}/tls.key"
  tls_client_ca_file = "${home}/client-ca.crt"
}
`;
