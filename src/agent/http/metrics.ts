import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Node } from '../node.js';
import { status } from '../verbs/status.js';

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
  return await registry.metrics();
}
