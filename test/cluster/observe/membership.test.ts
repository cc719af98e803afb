import { describe, expect, it } from 'vitest';
import { readMembership, seconds } from '../../../src/cluster/observe/membership.js';
import type { EngineClient } from '../../../src/engine/index.js';

describe('a duration of the engine', () => {
  it.each([
    ['10s', 10],
    ['24h0m0s', 86_400],
    ['1m30s', 90],
    ['200ms', 0.2],
    ['1.5s', 1.5],
    ['0s', 0],
    ['250µs', 0.000_25],
  ])('%s is so many seconds', (duration, expected) => {
    expect(seconds(duration)).toBeCloseTo(expected, 9);
  });
});

describe('the membership', () => {
  const server = (node_id: string, voter: boolean) => ({ node_id, address: `${node_id}:8201`, voter, leader: false });
  const autopilot = {
    cleanup_dead_servers: false,
    dead_server_last_contact_threshold: '24h0m0s',
    last_contact_threshold: '10s',
    max_trailing_logs: 1000,
    min_quorum: 0,
    server_stabilization_time: '1m0s',
  };
  const active = (state: () => Promise<unknown>) =>
    ({
      raft: { configuration: async () => [server('a', true), server('b', false)] },
      autopilot: { state, configuration: async () => autopilot },
      system: { versionHistory: async () => [{ version: '1.19.0' }, { version: '1.21.1' }] },
    }) as unknown as EngineClient;

  it('has servers with autopilot’s verdict, settings in seconds and versions from the oldest', async () => {
    const membership = await readMembership(active(async () => ({ servers: { a: { healthy: true } } })));
    expect(membership).toEqual({
      servers: [
        { id: 'a', address: 'a:8201', voter: true, healthy: true },
        { id: 'b', address: 'b:8201', voter: false, healthy: null },
      ],
      autopilot: {
        cleanupDeadServers: false,
        deadServerLastContactThreshold: 86_400,
        lastContactThreshold: 10,
        maxTrailingLogs: 1000,
        minQuorum: 0,
        serverStabilizationTime: 60,
      },
      versionHistory: ['1.19.0', '1.21.1'],
    });
  });

  it('is known without autopilot’s verdict, which a new leader does not have yet', async () => {
    const membership = await readMembership(active(() => Promise.reject(new Error('not yet'))));
    expect(membership.servers.map(({ id, healthy }) => [id, healthy])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });
});
