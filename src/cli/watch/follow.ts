import {
  currentHolder,
  type EnvironmentStore,
  type JournalEntry,
  type PlacedEntry,
  readJournal,
  readLatestOperation,
  tailJournal,
} from '../../operation/index.js';

/** Whether the holder of the lock is still there is asked this often. */
const GUARD_MS = 500;

/** How an operation ended; `interrupted`: its process died, or lost the lock, before it could say. */
export type Ending = 'done' | 'failed' | 'interrupted';

export type WatchEvent =
  | { readonly type: 'entry'; readonly entry: JournalEntry }
  | { readonly type: 'ended'; readonly operation: string; readonly ending: Ending };

/** How an entry ends its operation, or undefined when it does not. */
export function endingOf({ step, state }: JournalEntry): 'done' | 'failed' | undefined {
  return step === 'operation' && state !== 'started' ? state : undefined;
}

/**
 * The newest operation from its beginning to its end, live when it is under way. Nothing when there was none.
 * `keepGoing` then yields what comes after it, until the signal.
 */
export async function* watchOperations(
  store: EnvironmentStore,
  { keepGoing, signal }: { readonly keepGoing: boolean; readonly signal: AbortSignal },
): AsyncGenerator<WatchEvent> {
  const latest = await readLatestOperation(store);
  let after: string | undefined;
  let running: string | undefined;
  for (const { key, entry } of latest) {
    after = key;
    running = endingOf(entry) ? undefined : entry.operation;
    yield { type: 'entry', entry };
    const ending = endingOf(entry);
    if (ending) yield { type: 'ended', operation: entry.operation, ending };
  }
  while (!signal.aborted && (running !== undefined || keepGoing)) {
    for await (const { key, entry } of untilItsHolderDies(store, running, after, signal)) {
      after = key;
      running = entry.operation;
      yield { type: 'entry', entry };
      const ending = endingOf(entry);
      if (!ending) continue;
      running = undefined;
      yield { type: 'ended', operation: entry.operation, ending };
      if (!keepGoing) return;
      break;
    }
    if (running !== undefined && !signal.aborted && !(await isHeldBy(store, running))) {
      yield { type: 'ended', operation: running, ending: 'interrupted' };
      running = undefined;
    }
  }
}

/** Follows the journal while the operation's holder lives, and then to the last thing that it wrote. */
async function* untilItsHolderDies(
  store: EnvironmentStore,
  operation: string | undefined,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<PlacedEntry> {
  const dead = new AbortController();
  const guard = setInterval(() => {
    if (operation === undefined) return;
    void isHeldBy(store, operation).then((held) => held || dead.abort());
  }, GUARD_MS);
  let last = after;
  try {
    const until = AbortSignal.any([signal, dead.signal]);
    for await (const placed of tailJournal(store, { signal: until, ...(after !== undefined && { after }) })) {
      last = placed.key;
      operation = placed.entry.operation;
      yield placed;
    }
    if (!signal.aborted) yield* await readJournal(store, last);
  } finally {
    clearInterval(guard);
  }
}

async function isHeldBy(store: EnvironmentStore, operation: string): Promise<boolean> {
  return (await currentHolder(store))?.operation === operation;
}
