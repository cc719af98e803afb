import {
  type EntryIn,
  type InitializationEffects,
  type InitializationOutcome,
  initialize,
  SealedStore,
} from '../../../src/custody/index.js';
import type { EnvironmentStore, ListOptions, PutCondition } from '../../../src/operation/index.js';
import type { InitReply, InitState } from '../../../src/schema/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { CLUSTER_ID, intent, reply } from './initialization.js';

/** The deploying process, or the node's agent, was killed here. */
export class Crash extends Error {}

/** A node with its engine, and custody: everything that outlives a killed process. Every durable effect may be its last. */
export class World implements InitializationEffects, EnvironmentStore {
  readonly location = 'model';
  /** How often the engine was initialized: never more than once. */
  initializations = 0;
  /** Names of the effects that happened, in order. */
  readonly effects: string[] = [];
  private readonly store = new MemoryStore();
  private node: InitState = { state: 'none' };
  private initialized = false;
  private operations = 0;

  /** Numbers of effects, counted over all runs, right after which the process dies. */
  constructor(private readonly deaths: ReadonlySet<number>) {}

  readonly sealed = new SealedStore(this, 'vault');

  async assertHeld(): Promise<void> {}

  async observe() {
    const servers = this.initialized
      ? ({ state: 'initialized', cluster_id: CLUSTER_ID, nodes: [intent.node_id] } as const)
      : ({ state: 'empty' } as const);
    return { servers, node: this.node };
  }

  async intend() {
    this.operations += 1;
    return { ...intent, operation: `deploy-${this.operations}` };
  }

  async withdraw(): Promise<void> {
    if (this.node.state === 'asked' && !this.initialized) this.node = { state: 'none' };
  }

  /** The agent's part, as it is written there: asked, engine, replied, each durable. */
  async ask({ operation }: EntryIn<'intent'>): Promise<InitReply> {
    if (this.node.state === 'replied') return this.node.reply;
    if (this.initialized) throw new Error('QRT-INIT-LOST');
    this.node = { state: 'asked', operation };
    this.happened('node: asked');
    this.initialized = true;
    this.initializations += 1;
    this.happened('engine: initialized');
    const answer = { ...reply, operation };
    this.node = { state: 'replied', reply: answer };
    this.happened('node: replied');
    return answer;
  }

  async put(key: string, body: Uint8Array, condition?: PutCondition): Promise<string> {
    const etag = await this.store.put(key, body, condition);
    this.happened(`store: ${JSON.parse(Buffer.from(body).toString()).state}`);
    return etag;
  }

  get = (key: string) => this.store.get(key);
  delete = (key: string) => this.store.delete(key);
  list = (prefix: string, options?: ListOptions) => this.store.list(prefix, options);

  /** One deploy: initialize, confirm, revoke the root token. */
  async deploy(): Promise<InitializationOutcome> {
    const outcome = await initialize(this.sealed, this);
    if (outcome.outcome === 'replied') await this.sealed.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
    if (outcome.outcome === 'replied' || outcome.outcome === 'nothing')
      await this.sealed.apply({ event: 'root-revoked' });
    return outcome;
  }

  private happened(effect: string): void {
    this.effects.push(effect);
    if (this.deaths.has(this.effects.length)) throw new Crash(effect);
  }
}
