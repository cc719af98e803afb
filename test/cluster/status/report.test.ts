import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../src/cluster/index.js';
import { type StatusReport, statusReport } from '../../../src/schema/index.js';
import { running, withServers } from '../builders.js';
import { spec, THREE } from '../spec/example.js';
import { look } from './look.js';

const [A, B, C] = THREE;
const BALANCER: StatusReport['load_balancer'] = {
  address: '127.64.205.100',
  failing_open: false,
  targets: THREE.map((id) => ({ id, state: 'healthy' })),
};

const report = (seen = look(), balancer: StatusReport['load_balancer'] = BALANCER) =>
  statusOf(spec(THREE), seen, balancer);
const codes = ({ problems }: StatusReport) => problems.map(({ code }) => code);
const stateOf = ({ nodes }: StatusReport, wanted: string) => nodes.find(({ id }) => id === wanted)?.state;

describe('the report of a cluster that is well', () => {
  it('is healthy, names its leader and says how many nodes may fail', () => {
    expect(report()).toMatchObject({
      healthy: true,
      problems: [],
      leader: A,
      voters: 3,
      quorum: 2,
      failure_tolerance: 1,
      cluster_id: 'the-cluster',
    });
  });

  it('has exactly the fields that others script against', () => {
    expect(statusReport.strict().parse(report())).toEqual(report());
  });

  it('tells how far a node is behind the leader, and nothing of one that does not answer', () => {
    const { nodes } = report(look({ [B]: { engine: { applied_index: 450 } }, [C]: { silent: true } }));
    expect(nodes.map(({ id, lag }) => [id, lag])).toEqual([
      [A, 0],
      [B, 50],
      [C, null],
    ]);
  });
});

describe('a node', () => {
  it('is down only when its machine or engine has stopped, and then one fewer may fail', () => {
    const seen = report(look({ [C]: { machine: 'stopped', silent: true } }));
    expect([stateOf(seen, C), seen.failure_tolerance, seen.healthy]).toEqual(['down', 0, false]);
    expect(codes(seen)).toEqual(['QRT-DOWN', 'QRT-TOLERANCE']);
  });

  it('that does not answer on a machine that runs is unknown, not down', () => {
    const seen = report(look({ [C]: { silent: true } }));
    expect([stateOf(seen, C), codes(seen)[0]]).toEqual(['unknown', 'QRT-UNREACHABLE']);
  });

  it('that is cut off from its leader is no standby, and counts for nothing', () => {
    const seen = report(look({ [C]: { engine: { health_code: 474 } } }));
    expect([stateOf(seen, C), seen.failure_tolerance, seen.healthy]).toEqual(['unknown', 0, false]);
    expect(codes(seen)).toEqual(['QRT-UNREACHABLE', 'QRT-TOLERANCE']);
  });

  it.each([
    ['sealed', { sealed: true, health_code: 503 }, 'QRT-SEALED'],
    ['removed', { removed: true, sealed: true, health_code: 530 }, 'QRT-REMOVED'],
    ['uninitialized', { initialized: false, sealed: true, health_code: 501 }, 'QRT-NOT-JOINED'],
    ['down', { health_code: null, process: 'backing-off' }, 'QRT-DOWN'],
    ['unknown', { health_code: null }, 'QRT-UNREACHABLE'],
  ] as const)('that is %s is a problem of its own and does not count as live', (state, engine, code) => {
    const seen = report(look({ [C]: { engine } }));
    expect([stateOf(seen, C), codes(seen)[0], seen.failure_tolerance]).toEqual([state, code, 0]);
  });

  it('that serves without a vote is told of, and the cluster lacks a voter', () => {
    const servers = withServers(running(THREE), (all) => all.map((one) => ({ ...one, voter: one.id !== C })));
    expect(codes(report(look({}, servers)))).toEqual(['QRT-NOT-A-VOTER', 'QRT-TOLERANCE']);
  });
});

describe('a cluster', () => {
  it('without a leader serves nothing, and its voters are those that were seen last', () => {
    const leaderless = { ...running(THREE), cluster: null };
    const seen = report(look({ [A]: { engine: { health_code: 429 } } }, leaderless));
    expect([seen.leader, seen.voters, seen.healthy]).toEqual([null, 3, false]);
    expect(codes(seen)).toContain('QRT-NO-LEADER');
    expect(seen.cluster_id).toBe('the-cluster');
  });

  it('with a voter that has no machine counts its vote and names it', () => {
    const ghost = { id: 'd-00000004', address: 'd.test', voter: true, healthy: false };
    const seen = report(
      look(
        {},
        withServers(running(THREE), (all) => [...all, ghost]),
      ),
    );
    expect([seen.voters, seen.quorum, seen.failure_tolerance]).toEqual([4, 3, 0]);
    expect(seen.problems.find(({ code }) => code === 'QRT-GHOST-VOTER')?.message).toContain('d-00000004');
  });

  it('never says that a negative number of nodes may fail', () => {
    const down = { machine: 'stopped', silent: true } as const;
    expect(report(look({ [B]: down, [C]: down })).failure_tolerance).toBe(0);
  });
});

describe('the balancer', () => {
  it('that fails open is a problem although clients are served', () => {
    expect(codes(report(look(), { ...BALANCER, failing_open: true } as StatusReport['load_balancer']))).toEqual([
      'QRT-FAILING-OPEN',
    ]);
  });

  it('that does not answer is a problem only where there is one', () => {
    expect(codes(report(look(), null))).toEqual(['QRT-BALANCER-DOWN']);
    expect(statusOf(spec(THREE, { balancer_address: null }), look(), null).healthy).toBe(true);
  });
});

describe('the seal server', () => {
  it.each(['sealed', 'down', 'unknown'] as const)('that is %s is told of before a restart needs it', (state) => {
    expect(codes(statusOf(spec(THREE), look(), BALANCER, { id: 'seal-00000009', state }))).toEqual(['QRT-SEAL-DOWN']);
  });
});

describe('every problem', () => {
  it('comes with a cure that names the environment or a place to look', () => {
    const down = { machine: 'stopped', silent: true } as const;
    const { problems } = report(look({ [B]: down, [C]: { silent: true } }), null);
    for (const { fix } of problems) expect(fix).toMatch(/ test`|logs\/|below/);
  });
});
