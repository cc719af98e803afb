import { expect, test } from 'vitest';
import { AgentClient, type AgentReply, AgentUnreachable } from '../../../src/channel/index.js';
import { giveShare } from '../../../src/cli/unseal/give-share.js';
import type { AgentStatus } from '../../../src/schema/index.js';

const NODE = 'a-00000001';
const THRESHOLD = 3;
/** A node that never unseals is waited for in vain; one that does is waited for however slow this computer is. */
const IN_VAIN_MS = 300;
const PATIENT_MS = 20_000;

/** A node that waits for shares; `unseals` is how many more looks it takes after the last one, null for never. */
class SealedNode {
  private readonly given = new Set<string>();
  private looks = 0;

  constructor(
    private readonly behaviour: {
      readonly unseals?: number | null;
      readonly refuses?: boolean;
      readonly silent?: boolean;
    },
  ) {}

  get settleMs(): number {
    return this.behaviour.unseals === null ? IN_VAIN_MS : PATIENT_MS;
  }

  async request({ method, body }: { method: string; body?: unknown }): Promise<AgentReply> {
    if (this.behaviour.silent) throw new AgentUnreachable('the agent did not answer');
    if (method === 'GET') return { status: 200, body: this.status() };
    const { key } = body as { key: string };
    this.given.add(key);
    if (this.given.size < THRESHOLD || !this.behaviour.refuses) return { status: 200, body: {} };
    return { status: 409, body: { code: 'QRT-WRONG-SHARE', message: 'it stayed sealed', cure: 'Again.' } };
  }

  private status(): AgentStatus {
    const full = this.given.size >= THRESHOLD;
    if (full) this.looks += 1;
    const { unseals = 0 } = this.behaviour;
    const sealed = !full || unseals === null || this.looks <= unseals;
    const engine = { ...ENGINE, sealed, unseal_progress: full ? 0 : this.given.size };
    return { ...STATUS, engine };
  }
}

const ENGINE: AgentStatus['engine'] = {
  release: null,
  process: 'running',
  pid: 1,
  restarts: 0,
  restarted: false,
  health_code: 503,
  initialized: true,
  sealed: true,
  seal_type: 'shamir',
  shares: 5,
  unseal_progress: 0,
  migration: false,
  removed: false,
  version: '1.21.1',
  cluster_id: null,
  is_leader: null,
  leader_address: null,
  active_since: null,
  applied_index: null,
  has_data: true,
  last_error: null,
};

const STATUS: AgentStatus = {
  identity: {
    environment: 'prod',
    machine_id: NODE,
    role: 'member',
    slot: 'a',
    zone: 'zone-1',
    address: '127.64.0.1',
    image: `sha256:${'1'.repeat(64)}`,
  },
  agent: { version: '1', pid: 1, memory_bytes: 1, time: '2026-01-31T12:00:00.000Z' },
  disk: null,
  enrolled: true,
  configuration: { digest: null, restart_needed: false },
  certificate: null,
  listener: 'public',
  admitted: true,
  snapshots: null,
  audit: null,
  engine: ENGINE,
};

/** What each share of these did at the node. */
async function give(node: SealedNode, ...shares: readonly string[]) {
  const environment = { agent: async () => new AgentClient(node) };
  const outcomes = [];
  const limits = { threshold: THRESHOLD, settleMs: node.settleMs };
  for (const share of shares) outcomes.push(...(await giveShare(environment, [NODE], share, limits)));
  return outcomes.map(({ state, progress }) => `${state} ${progress}/${THRESHOLD}`);
}

test('each share counts, and the last one unseals', async () => {
  expect(await give(new SealedNode({}), 'one', 'two', 'three')).toEqual([
    'needs-more 1/3',
    'needs-more 2/3',
    'unsealed 3/3',
  ]);
});

test('the same share twice counts once', async () => {
  expect(await give(new SealedNode({}), 'one', 'one')).toEqual(['needs-more 1/3', 'repeated 1/3']);
});

test('a joiner that still says "sealed" for a while after its last share was given the right ones', async () => {
  expect((await give(new SealedNode({ unseals: 5 }), 'one', 'two', 'three')).at(-1)).toBe('unsealed 3/3');
});

test('a node that refuses the shares that it got was given wrong ones', async () => {
  expect((await give(new SealedNode({ refuses: true }), 'one', 'two', 'three')).at(-1)).toBe('wrong 0/3');
});

test('a node that stays sealed without a word was given wrong ones too', async () => {
  expect((await give(new SealedNode({ unseals: null }), 'one', 'two', 'three')).at(-1)).toBe('wrong 0/3');
});

test('a node that does not answer is not taken for one with wrong shares', async () => {
  expect(await give(new SealedNode({ silent: true }), 'one')).toEqual(['unreachable 0/3']);
});
