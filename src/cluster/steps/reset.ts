import { activeEngine, type StepContext } from './context.js';

/** Stops and wipes a node, then takes it out of raft if it is a member: in this order, or it would join itself again. */
export async function reset(context: StepContext, id: string, member: boolean): Promise<void> {
  await (await context.access.platform.agent(id)).wipe();
  if (member) await (await activeEngine(context)).raft.removePeer(id);
}
