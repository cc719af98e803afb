import { addressOf, type StepContext } from './context.js';

/** Asks a closed, empty node to join the cluster of this leader. */
export async function join(context: StepContext, id: string, leader: string, nonVoter: boolean): Promise<void> {
  const agent = await context.access.platform.agent(id);
  await agent.join({ leader: { id: leader, address: await addressOf(context, leader) }, non_voter: nonVoter });
}
