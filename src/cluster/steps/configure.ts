import { runtimeConfigurationOf } from '../spec/runtime.js';
import type { StepContext } from './context.js';

/** Delivers runtime configuration, with a token of its own for the seal when the node is to start with one. */
export async function configure({ access, spec }: StepContext, id: string): Promise<void> {
  const agent = await access.platform.agent(id);
  const { configuration, engine } = await agent.status();
  const needs = configuration.digest === null || (spec.seal.type === 'transit' && engine.seal_type !== 'transit');
  const token = needs ? await access.platform.sealToken(id) : undefined;
  await agent.configure({ configuration: runtimeConfigurationOf(spec), ...(token ? { seal_token: token } : {}) });
}
