import { capabilitiesOf } from '../../capabilities/index.js';
import { FactsStore } from '../../facts-store.js';
import type { OperationFacts } from '../../model/index.js';
import { observe } from '../../observe/observe.js';
import { noteObservation, type Situation, situationOf } from '../../plan/index.js';
import { desiredOf } from '../../spec/desired.js';
import type { JobContext } from '../job.js';

/** One look at the cluster, as planning sees it. Changes nothing, not even what is remembered. */
export async function situationNow({ access, spec }: JobContext): Promise<Situation> {
  const { observed } = await observe(access, spec, await new FactsStore(access.store).read());
  const now = Date.now();
  const facts = noteObservation(observed, now);
  return situationOf(desiredOf(spec), { ...observed, facts }, capabilitiesOf(spec.engine), now);
}

/** Changes what is remembered of operations. */
export async function remember(
  { access }: JobContext,
  change: (facts: OperationFacts) => OperationFacts,
): Promise<void> {
  const memory = new FactsStore(access.store);
  await memory.write(change(await memory.read()));
}
