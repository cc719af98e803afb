import { readFileSync } from 'node:fs';
import { type EngineClient, EngineError } from '../../engine/index.js';
import { identityOf } from '../../process/index.js';
import { type JoinRequest, PORTS } from '../../schema/index.js';
import { awaitEngine } from '../engine/await.js';
import type { Node } from '../node.js';

const UNINITIALIZED = 501;

/**
 * Joins the cluster of this leader. A node that has joined already is left as it is.
 *
 * OpenBao 2.5 forgets that a node shall be no voter when it is asked once and unsealed by hand later (its `vault/raft.go`
 * notes the word only on the way of a retried join): there the engine is asked to go on by itself.
 */
export async function join(node: Node, request: JoinRequest): Promise<void> {
  const retry = request.non_voter && node.memory.get().configuration?.seal.type === 'shamir';
  const join = async (engine: EngineClient): Promise<true> => {
    if ((await engine.health()).code !== UNINITIALIZED) return true;
    const { pid } = node.supervisor;
    node.memory.update({ used: true, joiner: pid === null ? null : identityOf(pid) });
    await engine.raft.join({
      leader_api_addr: `https://${request.leader.address}:${PORTS.api}`,
      leader_ca_cert: readFileSync(node.home.tls.serverCa, 'utf8'),
      retry,
      ...(request.non_voter ? { non_voter: true } : {}),
    });
    return true;
  };
  await awaitEngine(node, 'join', join, { passing: isBusy });
  if (retry) await awaitEngine(node, 'hear from the leader', hasHeard);
}

/** Until the leader has told how the cluster is sealed, nobody can unseal. */
async function hasHeard(engine: EngineClient): Promise<true | undefined> {
  return (await engine.health()).code === UNINITIALIZED ? undefined : true;
}

/** A leader that takes in another node at this moment, or has only just begun to lead, refuses with 500. */
function isBusy(error: unknown): boolean {
  return error instanceof EngineError && error.status >= 500;
}
