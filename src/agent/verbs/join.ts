import { readFileSync } from 'node:fs';
import { type EngineClient, EngineError } from '../../engine/index.js';
import { type JoinRequest, PORTS } from '../../schema/index.js';
import { awaitEngine } from '../engine/await.js';
import type { Node } from '../node.js';

const UNINITIALIZED = 501;

/** Joins the cluster of this leader. A node that has joined already is left as it is. */
export async function join(node: Node, request: JoinRequest): Promise<void> {
  const join = async (engine: EngineClient): Promise<true> => {
    if ((await engine.health()).code !== UNINITIALIZED) return true;
    node.memory.update({ used: true });
    await engine.raft.join({
      leader_api_addr: `https://${request.leader.address}:${PORTS.api}`,
      leader_ca_cert: readFileSync(node.home.tls.serverCa, 'utf8'),
      retry: false,
      ...(request.non_voter ? { non_voter: true } : {}),
    });
    return true;
  };
  await awaitEngine(node, 'join', join, { passing: isBusy });
}

/** A leader that takes in another node at this moment, or has only just begun to lead, refuses with 500. */
function isBusy(error: unknown): boolean {
  return error instanceof EngineError && error.status >= 500;
}
