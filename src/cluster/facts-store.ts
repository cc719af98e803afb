import { z } from 'zod';
import { decodeJson, type EnvironmentStore, encodeJson } from '../operation/index.js';
import { NO_FACTS, type OperationFacts } from './model/index.js';

const KEY = 'cluster/facts';

/** Only its own writer reads it back: what matters is that it is an object, the planner tolerates what is missing. */
const stored = z.looseObject({});

/** The operation's small memory in the environment store. Losing it costs time, never quorum. */
export class FactsStore {
  private written = '';

  constructor(private readonly store: EnvironmentStore) {}

  async read(): Promise<OperationFacts> {
    const value = await this.store.get(KEY);
    if (!value) return NO_FACTS;
    return { ...NO_FACTS, ...(decodeJson(stored, value.body, KEY) as Partial<OperationFacts>) };
  }

  /** Writes the facts if they differ from what was written last. */
  async write(facts: OperationFacts): Promise<void> {
    const text = JSON.stringify(facts);
    if (text === this.written) return;
    await this.store.put(KEY, encodeJson(facts));
    this.written = text;
  }
}
