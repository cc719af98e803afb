import * as z from 'zod';
import { auditShipping, auditState } from './audit.js';
import { identityDocument } from './identity.js';
import { engineRelease } from './names.js';
import { sealConfiguration, sealType } from './seal.js';
import { snapshotId, snapshotManifest } from './snapshot-manifest.js';
import { snapshotSchedule, snapshotState } from './snapshots.js';

/** Where the engine's API listener stands: `closed` demands the agent's own certificate, `public` serves clients. */
export const listenerMode = z.enum(['closed', 'public']);
export type ListenerMode = z.infer<typeof listenerMode>;

/** Another node, as retry_join and TLS need to know it. */
export const peer = z.object({ id: z.string(), address: z.string() });
export type Peer = z.infer<typeof peer>;

/**
 * What may change during a machine's life, delivered by convergence and rendered into the engine's configuration.
 * Never a machine attribute, never a reason to replace a machine.
 */
export const runtimeConfiguration = z.object({
  cluster_name: z.string(),
  engine: engineRelease,
  peers: z.array(peer),
  /** Name under which clients reach the balancer, also a SAN of every server certificate. */
  balancer_address: z.string().nullable(),
  performance_multiplier: z.number().int().min(1).max(10),
  /** Milliseconds; small values make bootstrap fast, production values are set through the API afterwards. */
  autopilot_interval_ms: z.number().int().min(100),
  ui: z.boolean(),
  /** Null: no snapshots but those asked for. */
  snapshots: snapshotSchedule.nullable().default(null),
  /** Null: the audit log stays on the node. */
  audit: auditShipping.nullable().default(null),
  seal: sealConfiguration,
  /** The auto-seal that the cluster had before, while the stack still names it: the engine needs it to leave it. */
  former_seal: sealConfiguration.optional(),
});
export type RuntimeConfiguration = z.infer<typeof runtimeConfiguration>;

/** `PUT /v1/configuration`: the token of the seal travels beside the configuration and is kept 0600 on the machine. */
export const configureRequest = z.object({
  configuration: runtimeConfiguration,
  seal_token: z.string().optional(),
});
export type ConfigureRequest = z.infer<typeof configureRequest>;

/** `PUT /v1/enrolment`: the signed certificate of the machine's own key, and the authorities it trusts (PEM). */
export const enrolment = z.object({ certificate: z.string(), server_ca: z.string(), client_ca: z.string() });
export type Enrolment = z.infer<typeof enrolment>;

/** `POST /v1/init`. Keys are base64 of the binary public key, as the engine wants them. */
export const initRequest = z.object({
  operation: z.string(),
  seal: sealType,
  shares: z.number().int().min(1),
  threshold: z.number().int().min(1),
  recipients: z.array(z.string()),
  root_recipient: z.string().min(1),
});
export type InitRequest = z.infer<typeof initRequest>;

/** `POST /v1/init/withdraw`: the operation whose request shall not be carried out any more. */
export const initWithdrawal = z.object({ operation: z.string() });

/** Encrypted reply of the engine's init, fsynced on the node before it is answered. */
export const initReply = z.object({
  operation: z.string(),
  node_id: z.string(),
  kind: z.enum(['unseal', 'recovery']),
  /** Base64 PGP messages, one a recipient. */
  shares: z.array(z.string()),
  /** Base64 PGP message to the bootstrap key. */
  root_token: z.string(),
});
export type InitReply = z.infer<typeof initReply>;

/** `GET /v1/init`: what the node knows of an initialization it was asked for. */
export const initState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  /** The engine was asked and the reply was never kept: keys may exist that nobody has. */
  z.object({ state: z.literal('asked'), operation: z.string() }),
  z.object({ state: z.literal('replied'), reply: initReply }),
]);
export type InitState = z.infer<typeof initState>;

/** `POST /v1/join`: join the cluster that this leader leads. */
export const joinRequest = z.object({ leader: peer, non_voter: z.boolean() });
export type JoinRequest = z.infer<typeof joinRequest>;

/** `POST /v1/unseal`. */
export const unsealRequest = z.object({
  key: z.string(),
  reset: z.boolean().optional(),
});
export type UnsealRequest = z.infer<typeof unsealRequest>;

/** `GET /v1/status`: the node as its own agent sees it. Fields are null while the engine does not answer. */
export const agentStatus = z.object({
  identity: identityDocument,
  agent: z.object({ version: z.string(), pid: z.number(), memory_bytes: z.number(), time: z.string() }),
  enrolled: z.boolean(),
  configuration: z.object({
    /** `digestOf` the runtime configuration that was delivered last, null before the first. */
    digest: z.string().nullable(),
    /** Whether the engine runs with an older one and the difference only takes effect at its start. */
    restart_needed: z.boolean(),
  }),
  /** Room where the engine keeps its data; null from agents of earlier versions. */
  disk: z.object({ free_bytes: z.number(), size_bytes: z.number() }).nullable().default(null),
  /** Serial of the certificate in use and its end of validity (ISO 8601). */
  certificate: z
    .object({
      serial: z.string(),
      not_after: z.string(),
      /** Why the node could not renew it by itself; null while it could, or need not. */
      failure: z.string().nullable().default(null),
    })
    .nullable(),
  listener: listenerMode,
  admitted: z.boolean(),
  /** Null while the node does not lead, or no schedule is set. */
  snapshots: snapshotState.nullable().default(null),
  /** How the shipping of the audit log stands; null where it is not shipped. */
  audit: auditState.nullable().default(null),
  engine: z.object({
    release: engineRelease.nullable(),
    process: z.enum(['running', 'stopped', 'backing-off']),
    pid: z.number().nullable(),
    restarts: z.number(),
    /** Whether the engine that was asked to join has ended since; null from an agent that does not tell. */
    restarted: z.boolean().nullable().default(null),
    health_code: z.number().nullable(),
    initialized: z.boolean().nullable(),
    sealed: z.boolean().nullable(),
    seal_type: z.string().nullable(),
    /** Number of shares that the seal configuration holds; 0 on a joiner until its first log is applied. */
    shares: z.number().nullable(),
    unseal_progress: z.number().nullable(),
    migration: z.boolean().nullable(),
    removed: z.boolean().nullable(),
    version: z.string().nullable(),
    cluster_id: z.string().nullable(),
    is_leader: z.boolean().nullable(),
    leader_address: z.string().nullable(),
    /** Since when this node leads (ISO 8601), null on every other. */
    active_since: z.string().nullable(),
    applied_index: z.number().nullable(),
    has_data: z.boolean(),
    last_error: z.string().nullable(),
  }),
});
export type AgentStatus = z.infer<typeof agentStatus>;

/** `GET /v1/plugins`: what is built into the engine of the node's image. */
export const pluginList = z.object({ auth: z.array(z.string()), secret: z.array(z.string()) });
export type PluginList = z.infer<typeof pluginList>;

/**
 * `PUT /v1/recovery`: `halted` stops the engine and keeps it stopped, `raw` runs it in the engine's recovery mode, which
 * serves nothing but its storage, `alone` has it forget every other member at its next start, `off` starts it as ever.
 */
export const recoveryMode = z.enum(['off', 'halted', 'raw', 'alone']);
export type RecoveryMode = z.infer<typeof recoveryMode>;
export const recoveryRequest = z.object({ mode: recoveryMode });

/** `PUT /v1/admitted`: whether `/ready` may say yes. */
export const admission = z.object({ admitted: z.boolean() });

/** `PUT /v1/operators`: the public keys, as OpenSSH writes them, of all who may log in from now on. */
export const operatorsRequest = z.object({
  keys: z.array(z.string().regex(/^ssh-ed25519 [\w+/=]+( [\w.@-]*)?$/)).min(1),
});

/** `GET /v1/snapshots`: those on the node's disk, newest first. */
export const snapshotList = z.object({ snapshots: z.array(snapshotManifest) });

/** `POST /v1/snapshots/verify` and `POST /v1/snapshots/hold`. */
export const snapshotRequest = z.object({ id: snapshotId });

/** `GET /v1/snapshots/piece?id=…&offset=…`, where the offset is in bytes. */
export const snapshotPieceRequest = z.object({ id: snapshotId, offset: z.coerce.number().int().min(0) });

/** What begins there: base64, empty at the end of the archive. */
export const snapshotPiece = z.object({ data: z.base64() });

/** `PUT /v1/transit` (seal role): the key to make. */
export const transitKeyRequest = z.object({ key_name: z.string() });

/** `POST /v1/transit/token` (seal role): a token of the transit key for one member. */
export const transitTokenRequest = z.object({ machine_id: z.string() });
export const transitTokenReply = z.object({ token: z.string() });
