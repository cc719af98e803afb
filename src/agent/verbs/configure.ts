import { type ConfigureRequest, QuorateError } from '../../schema/index.js';
import { isEnrolled, mayRun, type Node, writeConfiguration } from '../node.js';
import { sealToken } from '../seal/token.js';
import { startSignature } from '../state.js';

/**
 * Takes runtime configuration. The engine is started when it does not run; a running one keeps what it started with,
 * unless it is empty: a joiner has to come with the seal of its cluster.
 */
export async function configure(node: Node, request: ConfigureRequest): Promise<void> {
  if (!isEnrolled(node)) {
    throw new QuorateError(
      'QRT-NOT-ENROLLED',
      `${node.identity.machine_id} has no certificate yet and cannot run an engine`,
      'Enrol the machine first; `cdktf deploy` does so.',
    );
  }
  if (request.seal_token) sealToken(node.home).write({ token: request.seal_token });
  node.memory.update({ configuration: request.configuration });
  writeConfiguration(node);
  if (!mayRun(node)) return;
  const { supervisor, memory } = node;
  const stale = supervisor.startedWith !== null && supervisor.startedWith !== startSignature(memory.get());
  if (stale && !memory.get().used && memory.get().listener === 'closed') await supervisor.restartAtOnce();
  else await supervisor.start();
}
