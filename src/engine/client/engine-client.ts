import { AuditApi } from './audit.js';
import { AutopilotApi } from './autopilot.js';
import { CertAuthApi } from './cert-auth.js';
import { EncryptionKeyApi } from './encryption-key.js';
import { GenerateRootApi } from './generate-root.js';
import { type Health, health } from './health.js';
import { type InitReply, type InitRequest, init, initialized, type ShareKind } from './init.js';
import { Kv2Api } from './kv.js';
import { type HaNode, haStatus, type Leader, leader, stepDown } from './leader.js';
import { listKeys } from './listing.js';
import { type LogicalAnswer, read, write } from './logical.js';
import { MountsApi } from './mounts.js';
import type { CallOptions, EngineClientOptions } from './options.js';
import { enginePath } from './path.js';
import { PoliciesApi } from './policies.js';
import { RaftApi } from './raft.js';
import { RawApi } from './raw.js';
import { RekeyApi } from './rekey.js';
import { type SealStatus, sealStatus, type UnsealRequest, unseal } from './seal.js';
import { SystemApi } from './system.js';
import { TokenApi } from './token.js';
import { TransitApi } from './transit.js';
import { Transport } from './transport.js';

/**
 * The HTTP API of one node, Vault or OpenBao. Answers are parsed; redirects are never followed, so that an answer is
 * always this node's own or one that it forwarded.
 *
 * Every method throws {@link EngineError} when the engine says no and {@link EngineUnreachable} when it says nothing.
 *
 * @example
 * const client = new EngineClient({ address: 'https://127.64.0.5:8200', tls: { ca } });
 * if ((await client.health()).code === 501) console.log('not initialized');
 * await client.close();
 */
export class EngineClient {
  private readonly transport: Transport;
  readonly raft: RaftApi;
  readonly autopilot: AutopilotApi;
  readonly audit: AuditApi;
  readonly policies: PoliciesApi;
  /** Auth methods, as mounts. */
  readonly auth: MountsApi;
  /** Secrets engines, as mounts. */
  readonly mounts: MountsApi;
  readonly token: TokenApi;
  readonly system: SystemApi;
  readonly encryptionKey: EncryptionKeyApi;
  readonly raw: RawApi;

  constructor(options: EngineClientOptions);
  /** @internal See {@link withToken}. */
  constructor(transport: Transport);
  constructor(source: EngineClientOptions | Transport) {
    this.transport = source instanceof Transport ? source : Transport.open(source);
    this.raft = new RaftApi(this.transport);
    this.autopilot = new AutopilotApi(this.transport);
    this.audit = new AuditApi(this.transport);
    this.policies = new PoliciesApi(this.transport);
    this.auth = new MountsApi(this.transport, 'sys/auth');
    this.mounts = new MountsApi(this.transport, 'sys/mounts');
    this.token = new TokenApi(this.transport);
    this.system = new SystemApi(this.transport);
    this.encryptionKey = new EncryptionKeyApi(this.transport);
    this.raw = new RawApi(this.transport);
  }

  get address(): string {
    return this.transport.address;
  }

  /** The same connections with another token; closing either closes both. */
  withToken(token: string | (() => string | undefined)): EngineClient {
    return new EngineClient(this.transport.withToken(typeof token === 'string' ? () => token : token));
  }

  /** Ends every connection at once; calls under way fail as unreachable. */
  close(): Promise<void> {
    return this.transport.close();
  }

  /** Never throws for a health code. @throws EngineUnreachable when nothing answers. */
  health(options?: CallOptions): Promise<Health> {
    return health(this.transport, options);
  }

  sealStatus(options?: CallOptions): Promise<SealStatus> {
    return sealStatus(this.transport, options);
  }

  unseal(request: UnsealRequest, options?: CallOptions): Promise<SealStatus> {
    return unseal(this.transport, request, options);
  }

  initialized(options?: CallOptions): Promise<boolean> {
    return initialized(this.transport, options);
  }

  /** At most once in a cluster's life; see {@link InitRequest} for what burns it. */
  init(request: InitRequest, options?: CallOptions): Promise<InitReply> {
    return init(this.transport, request, options);
  }

  leader(options?: CallOptions): Promise<Leader> {
    return leader(this.transport, options);
  }

  haStatus(options?: CallOptions): Promise<readonly HaNode[]> {
    return haStatus(this.transport, options);
  }

  stepDown(options?: CallOptions): Promise<void> {
    return stepDown(this.transport, options);
  }

  /** Certificate auth at a mount. @param mount `cert` when not given */
  cert(mount?: string): CertAuthApi {
    return new CertAuthApi(this.transport, mount);
  }

  /** Transit keys at a mount. @param mount `transit` when not given */
  transit(mount?: string): TransitApi {
    return new TransitApi(this.transport, mount);
  }

  /** A version 2 key-value mount. */
  kv2(mount: string): Kv2Api {
    return new Kv2Api(this.transport, mount);
  }

  generateRoot(kind?: 'root' | 'recovery-token'): GenerateRootApi {
    return new GenerateRootApi(this.transport, kind);
  }

  rekey(kind?: ShareKind): RekeyApi {
    return new RekeyApi(this.transport, kind);
  }

  /** The `data` at any path, null when nothing is there. */
  read(path: string, options?: CallOptions): Promise<Readonly<Record<string, unknown>> | null> {
    return read(this.transport, path, options);
  }

  write(path: string, body: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<LogicalAnswer> {
    return write(this.transport, path, body, options);
  }

  list(path: string, options?: CallOptions): Promise<readonly string[]> {
    return listKeys(this.transport, enginePath(path), options);
  }

  remove(path: string, options?: CallOptions): Promise<void> {
    return this.transport.send({ method: 'DELETE', path: enginePath(path) }, options);
  }
}
