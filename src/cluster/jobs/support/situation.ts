import { waitUntil } from '../../../process/index.js';
import { capabilitiesOf } from '../../capabilities/index.js';
import { FactsStore } from '../../facts-store.js';
import type { OperationFacts } from '../../model/index.js';
import { observe } from '../../observe/observe.js';
import { noteObservation, type Situation, situationOf } from '../../plan/index.js';
import { desiredOf } from '../../spec/desired.js';
import type { JobContext } from '../job.js';

/** Elections take two to five seconds. */
const SETTLING_MS = 6_000;

/** One look at the cluster, as planning sees it. Changes nothing, not even what is remembered. */
export async function situationNow({ access, spec }: JobContext): Promise<Situation> {
  const { observed } = await observe(access, spec, await new FactsStore(access.store).read());
  const now = Date.now();
  const facts = noteObservation(observed, now);
  return situationOf(desiredOf(spec), { ...observed, facts }, capabilitiesOf(spec.engine), now);
}

/**
 * The same for a command that is about to begin: while leadership moves, or an engine is too busy to answer at once, it
 * looks again for a moment. What it finds is for the caller to judge.
 */
export async function settledSituation(context: JobContext): Promise<Situation> {
  let seen = await situationNow(context);
  const settled = async () => {
    const { cluster, nodes } = seen.observed;
    if (cluster?.membership != null || !nodes.some(({ report }) => report?.hasData === true)) return true;
    seen = await situationNow(context);
    return undefined;
  };
  await waitUntil(settled, { deadlineMs: SETTLING_MS, intervalMs: 300, signal: context.signal });
  return seen;
}

/** Changes what is remembered of operations. */
export async function remember(
  { access }: JobContext,
  change: (facts: OperationFacts) => OperationFacts,
): Promise<void> {
  const memory = new FactsStore(access.store);
  await memory.write(change(await memory.read()));
}
