import { EngineError } from '../../engine/index.js';
import { activeEngine, type StepContext } from './context.js';

/** Removes a peer. The engine says yes also to unknown ids: whether it is gone is read from the configuration. */
export async function remove(context: StepContext, id: string): Promise<void> {
  await (await activeEngine(context)).raft.removePeer(id);
}

export async function promote(context: StepContext, id: string): Promise<void> {
  await (await activeEngine(context)).raft.promote(id).catch(ifAlready(context, id, true));
}

export async function demote(context: StepContext, id: string): Promise<void> {
  await (await activeEngine(context)).raft.demote(id).catch(ifAlready(context, id, false));
}

/** Takes leadership from this node, if it still has it: never two moves for one step. */
export async function stepDown({ access }: StepContext, id: string): Promise<void> {
  const machine = (await access.platform.machines()).find((candidate) => candidate.id === id);
  if (!machine) return;
  const client = await access.logins.connect('operator', machine.address);
  if ((await client.health()).code !== 200) return;
  await (await access.logins.as('operator', machine.address)).stepDown();
}

/** "already a non-voter" and "not a non-voter" also stand for unknown ids: the configuration decides. */
function ifAlready(context: StepContext, id: string, voter: boolean): (error: unknown) => Promise<void> {
  return async (error) => {
    if (!(error instanceof EngineError) || error.status !== 500) throw error;
    const servers = await (await activeEngine(context)).raft.configuration();
    if (servers.find((server) => server.node_id === id)?.voter !== voter) throw error;
  };
}
