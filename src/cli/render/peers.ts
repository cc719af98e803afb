import type { Peer, PeersReport } from '../peers-report.js';
import { type Paint, plain } from './paint.js';
import { type Cell, table } from './table.js';

/** The raft configuration as a table. */
export function renderPeers({ peers }: PeersReport, paint: Paint = plain): string {
  const rows = peers.map((peer) => [
    peer.id,
    peer.slot ?? '-',
    peer.zone ?? '-',
    peer.address,
    peer.leader ? 'leader' : 'follower',
    peer.voter ? 'voter' : 'non-voter',
    health(peer),
    peer.lag === null ? '-' : `${peer.lag} behind`,
  ]);
  return table(['NODE', 'SLOT', 'ZONE', 'ADDRESS', 'STATE', 'VOTE', 'HEALTH', 'LOG'], rows, paint).join('\n');
}

function health({ healthy }: Peer): Cell {
  if (healthy === null) return '-';
  return healthy ? { text: 'healthy', colour: 'green' } : { text: 'unhealthy', colour: 'red' };
}
