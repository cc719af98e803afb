import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Node } from '../node.js';
import { status } from '../verbs/status.js';

const NO_SNAPSHOTS = { newest: null, size: null, duration_ms: null, failure: null, uncopied: null };
const registry = new Registry();
collectDefaultMetrics({ register: registry });
const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });

const up = gauge('quorate_engine_up', '1 while the engine answers');
const sealed = gauge('quorate_engine_sealed', '1 while the engine is sealed');
const active = gauge('quorate_engine_active', '1 on the node that leads');
const admitted = gauge('quorate_admitted', '1 once the node may take traffic');
const restarts = gauge('quorate_engine_restarts', 'Engine restarts since this agent started');
const appliedIndex = gauge('quorate_raft_applied_index', 'Last raft entry applied by this node');
const certificateEnd = gauge('quorate_certificate_not_after_seconds', 'End of the certificate, seconds since 1970');

const snapshotTaken = gauge(
  'quorate_snapshot_newest_seconds',
  'When the newest snapshot was taken, seconds since 1970',
);
const snapshotSize = gauge('quorate_snapshot_newest_bytes', 'Size of the newest snapshot');
const snapshotDuration = gauge('quorate_snapshot_duration_seconds', 'Time that the last scheduled snapshot took');
const snapshotUncopied = gauge('quorate_snapshots_uncopied', 'Snapshots without a copy in object storage');
const snapshotFailed = gauge(
  'quorate_snapshot_failed_seconds',
  'When a scheduled snapshot failed and none succeeded since, seconds since 1970',
);

const auditPending = gauge('quorate_audit_unshipped_bytes', 'Bytes of the audit log that were not shipped yet');
const auditGaps = gauge('quorate_audit_gaps', 'Times that audit lines were deleted before they were shipped');

/** The node's figures in the Prometheus text format, taken when they are asked for. */
export async function metrics(node: Node): Promise<string> {
  const { engine, ...rest } = await status(node);
  up.set(engine.health_code === null ? 0 : 1);
  sealed.set(engine.sealed ? 1 : 0);
  active.set(engine.is_leader ? 1 : 0);
  admitted.set(rest.admitted ? 1 : 0);
  restarts.set(engine.restarts);
  appliedIndex.set(engine.applied_index ?? 0);
  certificateEnd.set(rest.certificate ? Date.parse(rest.certificate.not_after) / 1000 : 0);
  const { newest, size, duration_ms, failure, uncopied } = rest.snapshots ?? NO_SNAPSHOTS;
  snapshotTaken.set(newest ? Date.parse(newest) / 1000 : 0);
  snapshotSize.set(size ?? 0);
  snapshotDuration.set((duration_ms ?? 0) / 1000);
  snapshotFailed.set(failure ? Date.parse(failure.at) / 1000 : 0);
  snapshotUncopied.set(uncopied ?? 0);
  auditPending.set(rest.audit?.pending ?? 0);
  auditGaps.set(rest.audit?.gaps ?? 0);
  return await registry.metrics();
}
