import { expect, test } from 'vitest';
import type { ClusterAccess } from '../../../src/cluster/index.js';
import { EngineUnreachable } from '../../../src/engine/index.js';
import { MembershipWatch } from '../../../src/environment/measurement/membership-watch.js';
import { until } from '../../engine/support/until.js';

/** What an engine answers: a code, or how it cannot be reached. */
type Answer = number | 'timeout' | 'refused';
type Voters = readonly string[];

/** A cluster whose answers a test changes between two looks; the last ones stay. */
class Answers {
  #look = 0;
  constructor(
    private readonly looks: readonly { readonly health: Record<string, Answer>; readonly voters: Voters }[],
  ) {}

  get now() {
    const look = this.looks[Math.min(this.#look, this.looks.length) - 1];
    if (!look) throw new Error('nobody has looked yet');
    return look;
  }

  get access(): Pick<ClusterAccess, 'platform' | 'logins'> {
    const machines = async () => {
      this.#look += 1;
      return Object.keys(this.now.health).map((id) => ({ id, address: id, state: 'running' }));
    };
    const health = async (id: string) => {
      const answer = this.now.health[id];
      if (typeof answer === 'number') return { code: answer, body: { version: '1.21.1' } };
      throw new EngineUnreachable(id, 'GET', 'sys/health', answer ?? 'refused', false, 'as this test wants it');
    };
    const configuration = async () => this.now.voters.map((node_id) => ({ node_id, voter: true }));
    const logins = {
      connect: async (_: string, id: string) => ({ health: () => health(id) }),
      as: async () => ({ raft: { configuration } }),
    };
    return { platform: { machines }, logins } as unknown as Pick<ClusterAccess, 'platform' | 'logins'>;
  }
}

/** Whether `b` was seen to live, each time that changed; the last look is repeated until the watch ends. */
async function expectSeen(
  looks: ConstructorParameters<typeof Answers>[0],
  expected: readonly (boolean | null)[],
): Promise<void> {
  const watch = new MembershipWatch(new Answers(looks).access, new AbortController().signal);
  watch.start();
  const seen = () => watch.moments.map(({ nodes }) => nodes.find(({ id }) => id === 'b')?.live);
  await until('every look was noted', async () => (seen().length >= expected.length ? true : { not: seen() }));
  await watch.stop();
  expect(seen()).toEqual(expected);
}

const ALL = ['a', 'b', 'c'];
const look = (b: Answer, voters: Voters = ALL) => ({ health: { a: 200, b, c: 429 }, voters });

test('an active node and a standby live; what is sealed, removed or refuses is down', async () => {
  await expectSeen(
    [look(429), look(503), look(429), look(530), look(429), look('refused')],
    [true, false, true, false, true, false],
  );
});

test('a node that does not answer in time, or hears no leader, has not told', async () => {
  await expectSeen([look(429), look('timeout'), look(429), look(474)], [true, null, true, null]);
});

test('what was down while its vote came or went has not told: it may have been down as no member', async () => {
  await expectSeen([look(503, ['a', 'c']), look(503)], [false, null, false]);
});

test('one that has left is not asked any more: its engine closes itself, and would be waited for', async () => {
  await expectSeen([look(429), look(530, ['a', 'c']), look(429, ['a', 'c']), look(429, ['a', 'c'])], [true, null]);
  await expectSeen([look(429), look(530, ['a', 'c']), look(429), look(429)], [true, null, null, true]);
});
