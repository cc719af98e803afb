import { expect, test } from 'vitest';
import type { Peer } from '../../../src/cli/peers-report.js';
import { renderPeers } from '../../../src/cli/render/peers.js';

const LEADER: Peer = {
  id: 'a-00000001',
  slot: 'a',
  zone: 'zone-1',
  address: '127.64.0.1:8201',
  leader: true,
  voter: true,
  healthy: true,
  applied_index: 90,
  lag: 0,
};

test('a server whose machine is gone is shown with what raft alone knows of it', () => {
  const ghost: Peer = {
    ...LEADER,
    id: 'b-00000002',
    slot: null,
    zone: null,
    leader: false,
    healthy: false,
    applied_index: null,
    lag: null,
  };
  const joiner: Peer = { ...LEADER, id: 'c-00000003', leader: false, voter: false, healthy: null, lag: 12 };
  const text = renderPeers({ environment: 'lab', leader: LEADER.id, peers: [LEADER, ghost, joiner] });
  expect(text.split('\n')).toEqual([
    'NODE        SLOT  ZONE    ADDRESS          STATE     VOTE       HEALTH     LOG',
    'a-00000001  a     zone-1  127.64.0.1:8201  leader    voter      healthy    0 behind',
    'b-00000002  -     -       127.64.0.1:8201  follower  voter      unhealthy  -',
    'c-00000003  a     zone-1  127.64.0.1:8201  follower  non-voter  -          12 behind',
  ]);
});
