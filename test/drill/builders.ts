import type { MembershipMoment, NodeMoment, RolloutRecord, Sample } from '../../src/drill/index.js';
import type { JournalEntry } from '../../src/operation/index.js';

/** Beginning of every record made here. */
export const BEGIN = Date.parse('2026-01-02T03:04:05.000Z');

export function sampleAt(number: number, at: number, ms: number, changes: Partial<Sample> = {}): Sample {
  return { number, at, ms, ok: true, pause: 50, tries: 1, error: null, proof: 'kept', ...changes };
}

export function failedAt(number: number, at: number, ms: number, error = 'http-503'): Sample {
  return sampleAt(number, at, ms, { ok: false, error, proof: null });
}

/** Writes every 50 ms from the beginning, each answered after 5 ms, none from `from` to `to` (milliseconds). */
export function writes(until: number, from: number, to: number): Sample[] {
  return Array.from({ length: until / 50 }, (_, index) => {
    const at = index * 50;
    if (at < from || at >= to) return sampleAt(index + 1, BEGIN + at, 5);
    return failedAt(index + 1, BEGIN + at, to - at);
  });
}

export function entry(seconds: number, step: string, state: JournalEntry['state'], more: Partial<JournalEntry> = {}) {
  return {
    schema: 1,
    operation: 'deploy-00000001',
    kind: 'deploy',
    who: 'op@host',
    when: new Date(BEGIN + seconds * 1000).toISOString(),
    token: 7,
    step,
    state,
    ...more,
  } as const satisfies JournalEntry;
}

const node = (member: NodeMoment['member'], version: string) => (id: string) => ({
  id,
  member,
  live: true,
  told: true,
  version,
});

export function moment(seconds: number, leader: string | null, old: string[], joining: string[], fresh: string[]) {
  return {
    at: BEGIN + seconds * 1000,
    leader,
    nodes: [
      ...old.map(node('voter', '1.19.0')),
      ...joining.map(node('non-voter', '1.21.1')),
      ...fresh.map(node('voter', '1.21.1')),
    ],
  } satisfies MembershipMoment;
}

const OLD = ['a-old', 'b-old', 'c-old'];
const NEW = ['a-new', 'b-new', 'c-new'];

/** A rollout of three machines with one leadership move of 0.55 s. */
export function upgrade(changes: Partial<RolloutRecord> = {}): RolloutRecord {
  const figures = (voters: number) => ({ voters, quorum: Math.floor(voters / 2) + 1, tolerance: 1 });
  const step = (from: number, to: number, name: string, voters: number) => [
    entry(from, name, 'started', { reason: `because of ${name}`, ...figures(voters) }),
    entry(to, name, 'done', { reason: `because of ${name}`, ...figures(voters) }),
  ];
  return {
    environment: 'lab',
    cluster: 'vault',
    operation: 'deploy-00000001',
    entries: [
      entry(0, 'operation', 'started'),
      ...step(0.4, 1.1, 'take and verify the pre-upgrade snapshot', 3),
      ...step(1.2, 1.3, 'hold joiners back for up to 40 s', 3),
      ...NEW.flatMap((id, index) => step(1.4, 2 + index / 5, `join ${id}`, 3)),
      ...NEW.flatMap((id) => step(3.4, 3.6, `prove ${id}`, 3)),
      ...step(4, 4.1, 'let joiners become voters', 6),
      ...step(5, 5.2, 'remove b-old', 5),
      ...step(6, 6.2, 'remove c-old', 4),
      ...step(7, 7.6, 'step down a-old', 4),
      ...step(9, 9.2, 'remove a-old', 3),
    ],
    membership: [
      moment(0.3, 'a-old', OLD, [], []),
      moment(2, 'a-old', OLD, NEW, []),
      moment(4.3, 'a-old', OLD, [], NEW),
      moment(5.2, 'a-old', ['a-old', 'c-old'], [], NEW),
      moment(6.2, 'a-old', ['a-old'], [], NEW),
      moment(7.1, null, ['a-old'], [], NEW),
      moment(7.6, 'c-new', ['a-old'], [], NEW),
      moment(9.2, 'c-new', [], [], NEW),
    ],
    before: { engine: 'vault', version: '1.19.0', nodes: OLD },
    after: { engine: 'vault', version: '1.21.1', nodes: NEW },
    ended: BEGIN + 10_000,
    failure: null,
    canary: {
      policy: 'none',
      connection: 'fresh',
      samples: writes(10_000, 7_050, 7_600),
      problem: null,
    },
    ...changes,
  };
}
