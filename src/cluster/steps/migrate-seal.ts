import { configure } from './configure.js';
import type { StepContext } from './context.js';

/** Starts the node with the seal of the stack, to which it gets a token of its own where it needs one. */
export async function migrateSeal(context: StepContext, id: string): Promise<void> {
  await configure(context, id);
  const agent = await context.access.platform.agent(id);
  if ((await agent.status()).configuration.restart_needed) await agent.restart();
}
