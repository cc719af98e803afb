import { type ConfigureRequest, QuorateError } from '../../schema/index.js';
import { isEnrolled, mayRun, type Node, writeConfiguration } from '../node.js';
import { sealToken } from '../seal/token.js';

/** Takes runtime configuration. The engine is started when it does not run; a running one keeps what it started with. */
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
  if (mayRun(node)) await node.supervisor.start();
}
