import * as z from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../operation/index.js';
import { NO_FACTS, NO_NODE_FACTS, type OperationFacts } from './model/index.js';

const KEY = 'cluster/facts';

/** Only its own writer reads it back: what an older release did not write yet has never happened. */
const stored = z.looseObject({ nodes: z.record(z.string(), z.looseObject({})).default({}) });

/** The operation's small memory in the environment store. Losing it costs time, never quorum. */
export class FactsStore {
  private written = '';

  /** @param fence called before every write: throws when it is not ours to write any more. */
  constructor(
    private readonly store: EnvironmentStore,
    private readonly fence: () => Promise<void> = async () => undefined,
  ) {}

  async read(): Promise<OperationFacts> {
    const value = await this.store.get(KEY);
    if (!value) return NO_FACTS;
    const { nodes, ...facts } = decodeJson(stored, value.body, KEY);
    const completed = Object.entries(nodes).map(([id, known]) => [id, { ...NO_NODE_FACTS, ...known }]);
    return { ...NO_FACTS, ...facts, nodes: Object.fromEntries(completed) };
  }

  /** Writes the facts if they differ from what was written last. */
  async write(facts: OperationFacts): Promise<void> {
    const text = JSON.stringify(facts);
    if (text === this.written) return;
    await this.fence();
    await this.store.put(KEY, encodeJson(facts));
    this.written = text;
  }
}
