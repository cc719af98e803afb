import * as z from 'zod';
import {
  type AgentStatus,
  agentStatus,
  type ConfigureRequest,
  type Enrolment,
  type InitReply,
  type InitRequest,
  type InitState,
  initReply,
  initState,
  type JoinRequest,
  type PluginList,
  pluginList,
  QuorateError,
  type RecoveryMode,
  type SnapshotManifest,
  snapshotList,
  snapshotPiece,
  transitTokenReply,
  type UnsealRequest,
} from '../schema/index.js';
import type { AgentChannel, AgentReply, AgentRequest } from './channel.js';

const refusal = z.object({ code: z.string().startsWith('QRT-'), message: z.string(), cure: z.string() });
const request = z.object({ machine_id: z.string(), csr: z.string() });

/** Restarting an engine waits for the old process to hand over leadership and for the new one to answer. */
const RESTART_TIMEOUT_MS = 40_000;
/** Large archives are read to their end before the answer comes. */
const VERIFY_TIMEOUT_MS = 30 * 60_000;
const PIECE_TIMEOUT_MS = 30_000;
const NO_SUCH_VERB = 404;

/** The verbs of one node's agent, typed. An agent's refusal arrives as the `QuorateError` that it threw. */
export class AgentClient {
  constructor(private readonly channel: AgentChannel) {}

  /** @param asked `engine: false` leaves the engine unasked, which may hang for a second. @default it is asked */
  async status({ engine = true, signal }: { engine?: boolean; signal?: AbortSignal } = {}): Promise<AgentStatus> {
    const path = engine ? '/v1/status' : '/v1/status?engine=unasked';
    return agentStatus.parse(await this.call({ method: 'GET', path, signal }));
  }

  /** The certificate request over the machine's own key, which never leaves it. */
  async certificateRequest(): Promise<{ machine_id: string; csr: string }> {
    return request.parse(await this.call({ method: 'GET', path: '/v1/enrolment' }));
  }

  async enrol(enrolment: Enrolment): Promise<void> {
    await this.call({ method: 'PUT', path: '/v1/enrolment', body: enrolment });
  }

  /** Lets the holders of these SSH keys in from now on, and nobody else. */
  async admitOperators(keys: readonly string[]): Promise<void> {
    await this.call({ method: 'PUT', path: '/v1/operators', body: { keys } });
  }

  async configure(configuration: ConfigureRequest): Promise<void> {
    await this.call({ method: 'PUT', path: '/v1/configuration', body: configuration, timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Initializes the engine; the encrypted reply is on the node's disk before it is returned. */
  async initialize(body: InitRequest): Promise<InitReply> {
    return initReply.parse(await this.call({ method: 'POST', path: '/v1/init', body, timeoutMs: RESTART_TIMEOUT_MS }));
  }

  async initialization(): Promise<InitState> {
    return initState.parse(await this.call({ method: 'GET', path: '/v1/init' }));
  }

  /** Lets the node forget its copy of the reply; called once custody holds it. */
  async forgetInitialization(operation: string): Promise<void> {
    await this.call({ method: 'DELETE', path: `/v1/init?operation=${encodeURIComponent(operation)}` });
  }

  /** Has the node give up an initialization that its engine was not asked for yet; answered when none is under way. */
  async withdrawInitialization(operation: string): Promise<void> {
    const body = { operation };
    await this.call({ method: 'POST', path: '/v1/init/withdraw', body, timeoutMs: RESTART_TIMEOUT_MS });
  }

  async join(body: JoinRequest): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/join', body, timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Opens the API listener to clients; refused while the engine would be bricked by the restart. */
  async open(): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/open', timeoutMs: RESTART_TIMEOUT_MS });
  }

  async unseal(body: UnsealRequest): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/unseal', body, timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** What is built into the engine of the node's image, by its own word. */
  async plugins(): Promise<PluginList> {
    return pluginList.parse(await this.call({ method: 'GET', path: '/v1/plugins', timeoutMs: RESTART_TIMEOUT_MS }));
  }

  async setAdmitted(admitted: boolean): Promise<void> {
    await this.call({ method: 'PUT', path: '/v1/admitted', body: { admitted } });
  }

  async restart(): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/restart', timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Stops the engine for good: leadership is handed over first. The agent stays and says `stopped`. */
  async leave(): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/leave', timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Ships what is left of the audit log. @throws QuorateError `QRT-AUDIT-UNSHIPPED` when the destination does not take it */
  async drainAudit(): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/audit/drain', timeoutMs: RESTART_TIMEOUT_MS });
  }

  /**
   * Copies the snapshots that have no copy yet. An agent of an earlier version knows no such thing, and its machine goes.
   *
   * @throws QuorateError `QRT-SNAPSHOT-STORAGE` when the storage does not take one
   */
  async drainSnapshots(): Promise<void> {
    const request = { method: 'POST', path: '/v1/snapshots/drain', timeoutMs: RESTART_TIMEOUT_MS } as const;
    const reply = await this.channel.request(request);
    if (reply.status !== NO_SUCH_VERB) this.answerOf(request, reply);
  }

  /** The snapshots on the node's disk, newest first; none of an agent of an earlier version, which does not tell. */
  async snapshots(): Promise<readonly SnapshotManifest[]> {
    const request = { method: 'GET', path: '/v1/snapshots' } as const;
    const reply = await this.channel.request(request);
    return reply.status === NO_SUCH_VERB ? [] : snapshotList.parse(this.answerOf(request, reply)).snapshots;
  }

  /** Has the node read a snapshot of its own to the end. @throws QuorateError what is wrong with it */
  async verifySnapshot(id: string): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/snapshots/verify', body: { id }, timeoutMs: VERIFY_TIMEOUT_MS });
  }

  /** The archive of a snapshot of the node's own, piece by piece; it is not thinned out meanwhile. */
  async *snapshotArchive(id: string): AsyncGenerator<Buffer> {
    await this.call({ method: 'POST', path: '/v1/snapshots/hold', body: { id } });
    for (let offset = 0; ; ) {
      const path = `/v1/snapshots/piece?id=${encodeURIComponent(id)}&offset=${offset}`;
      const reply = await this.call({ method: 'GET', path, timeoutMs: PIECE_TIMEOUT_MS });
      const piece = Buffer.from(snapshotPiece.parse(reply).data, 'base64');
      if (piece.byteLength === 0) return;
      yield piece;
      offset += piece.byteLength;
    }
  }

  /** Stops the engine and wipes its data, so that the node can join afresh. */
  async wipe(): Promise<void> {
    await this.call({ method: 'POST', path: '/v1/wipe', timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Takes the engine out of service for a recovery, or back in. */
  async recover(mode: RecoveryMode): Promise<void> {
    await this.call({ method: 'PUT', path: '/v1/recovery', body: { mode }, timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Seal role only: makes the transit key ready. Idempotent. */
  async prepareTransit(keyName: string): Promise<void> {
    await this.call({ method: 'PUT', path: '/v1/transit', body: { key_name: keyName }, timeoutMs: RESTART_TIMEOUT_MS });
  }

  /** Seal role only: a token that can encrypt and decrypt with the transit key and nothing else. */
  async transitToken(machineId: string): Promise<string> {
    const reply = await this.call({ method: 'POST', path: '/v1/transit/token', body: { machine_id: machineId } });
    return transitTokenReply.parse(reply).token;
  }

  private async call(request: AgentRequest): Promise<unknown> {
    return this.answerOf(request, await this.channel.request(request));
  }

  private answerOf(request: AgentRequest, reply: AgentReply): unknown {
    if (reply.status < 400) return reply.body;
    const said = refusal.safeParse(reply.body);
    if (said.success) throw new QuorateError(said.data.code as `QRT-${string}`, said.data.message, said.data.cure);
    throw new QuorateError(
      'QRT-AGENT',
      `the agent answered ${request.method} ${request.path} with HTTP ${reply.status}`,
      'Look at logs/agent.log in the folder of this machine.',
    );
  }
}
