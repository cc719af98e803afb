import type { Readable } from 'node:stream';
import * as z from 'zod';
import { dataOf } from './envelope.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

/** How a node joins. PEM contents, not file names. */
export interface RaftJoinRequest {
  readonly leader_api_addr: string;
  readonly leader_ca_cert?: string;
  readonly leader_client_cert?: string;
  readonly leader_client_key?: string;
  readonly leader_tls_servername?: string;
  readonly retry?: boolean;
  /** Only where the engine has non-voters: Vault Community refuses it. */
  readonly non_voter?: boolean;
}

const raftServer = z.object({
  node_id: z.string(),
  address: z.string(),
  leader: z.boolean(),
  voter: z.boolean(),
  protocol_version: z.string().optional(),
});
export type RaftServer = z.infer<typeof raftServer>;

const configurationBody = dataOf(z.object({ config: z.object({ index: z.number(), servers: z.array(raftServer) }) }));

/** Raft membership and snapshots. */
export class RaftApi {
  constructor(private readonly transport: Transport) {}

  /** Needs no token. True when the node joined (or had joined before). */
  async join(body: RaftJoinRequest, options?: CallOptions): Promise<boolean> {
    const reply = z.object({ joined: z.boolean() });
    return (await this.transport.json({ method: 'POST', path: 'sys/storage/raft/join', body }, reply, options)).joined;
  }

  /** The members. Ask only the node whose health is 200: others may answer from their own stale state. */
  async configuration(options?: CallOptions): Promise<readonly RaftServer[]> {
    const path = 'sys/storage/raft/configuration';
    return (await this.transport.json({ method: 'GET', path }, configurationBody, options)).config.servers;
  }

  /** Accepted also for unknown ids, and a fresh voter may come back: read the configuration, twice. */
  removePeer(nodeId: string, options?: CallOptions): Promise<void> {
    return this.peer('remove-peer', nodeId, options);
  }

  /** OpenBao only. Accepted at once, carried out at the next reconcile. */
  promote(nodeId: string, options?: CallOptions): Promise<void> {
    return this.peer('promote', nodeId, options);
  }

  /** OpenBao only. Of the leader: recorded, and carried out by the next leader. */
  demote(nodeId: string, options?: CallOptions): Promise<void> {
    return this.peer('demote', nodeId, options);
  }

  /** A snapshot from the active node; the caller checks the archive, a cut-off one ends like a whole one. */
  snapshot(options?: CallOptions): Promise<Readable> {
    return this.transport.download({ method: 'GET', path: 'sys/storage/raft/snapshot' }, options);
  }

  /** Accepted before the work is done. `force` also takes another cluster's snapshot: fence it from the original. */
  snapshotRestore(archive: Readable, restore: { readonly force: boolean }, options?: CallOptions): Promise<void> {
    const path = restore.force ? 'sys/storage/raft/snapshot-force' : 'sys/storage/raft/snapshot';
    return this.transport.upload({ method: 'POST', path }, archive, options);
  }

  private peer(verb: string, nodeId: string, options: CallOptions | undefined): Promise<void> {
    const request = { method: 'POST', path: `sys/storage/raft/${verb}`, body: { server_id: nodeId } } as const;
    return this.transport.send(request, options);
  }
}
