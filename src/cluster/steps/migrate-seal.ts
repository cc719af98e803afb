import type { Step } from '../model/index.js';
import { configure } from './configure.js';
import type { StepContext } from './context.js';

/**
 * Starts the node with the seal of the stack, to which it gets a token of its own where it needs one. One that has that
 * seal already is started again: an engine looks only at its start whether the storage has to be moved.
 */
export async function migrateSeal(
  context: StepContext,
  { node, from, to }: Extract<Step, { readonly type: 'migrate-seal' }>,
): Promise<void> {
  await configure(context, node);
  const agent = await context.access.platform.agent(node);
  if (from === to || (await agent.status()).configuration.restart_needed) await agent.restart();
}
