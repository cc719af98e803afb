import { type EngineClient, EngineError } from '../../engine/index.js';

/** One thing that is kept on the engine as it was declared. Each looks before it changes anything. */
export interface Setting {
  /** What it is, in a few words: "policy app". */
  readonly what: string;
  /** How the engine differs from it: "is missing"; null when it does not. */
  differs(engine: EngineClient): Promise<string | null>;
  mend(engine: EngineClient): Promise<void>;
}

/** What has just been declared may be out of the client's reach until what comes before it was mended. */
const OUT_OF_REACH = 'may not be looked at yet';

/** What differs, in the order in which it is mended. */
export async function differencesOf(engine: EngineClient, settings: readonly Setting[]): Promise<readonly string[]> {
  return (await differing(engine, settings)).map(([{ what }, difference]) => `${what} ${difference}`);
}

/** Mends what differs, one after the other: what comes first may be what lets the next one be changed. */
export async function mend(
  engine: EngineClient,
  settings: readonly Setting[],
  told: (what: string) => void,
): Promise<void> {
  for (const [setting] of await differing(engine, settings)) {
    const difference = await setting.differs(engine);
    if (difference === null) continue;
    told(`${setting.what} ${difference}`);
    await setting.mend(engine);
  }
}

async function differing(engine: EngineClient, settings: readonly Setting[]): Promise<[Setting, string][]> {
  const found = await Promise.all(settings.map((setting) => setting.differs(engine).catch(unlessOutOfReach)));
  return settings.flatMap((setting, index): [Setting, string][] => {
    const difference = found[index];
    return difference ? [[setting, difference]] : [];
  });
}

function unlessOutOfReach(error: unknown): string {
  if (error instanceof EngineError && error.status === 403) return OUT_OF_REACH;
  throw error;
}
