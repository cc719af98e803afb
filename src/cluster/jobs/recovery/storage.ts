import * as z from 'zod';
import { type EngineClient, EngineError } from '../../../engine/index.js';
import { QuorateError } from '../../../schema/index.js';
import type { Job, JobContext, Preparation } from '../job.js';
import { recoveryEngine, recoveryUnderWay, TOKEN } from './recovering.js';

const kept = z.object({ token: z.string() });

/** The names below a path of the storage; folders end with a slash. */
export async function listStorage(context: JobContext, path: string): Promise<readonly string[]> {
  const engine = await storageOf(context);
  return await answered(context, engine.raw.list(path));
}

/** The decrypted entry at a path of the storage. @throws QuorateError `QRT-NO-ENTRY` */
export async function readStorage(context: JobContext, path: string): Promise<string> {
  const engine = await storageOf(context);
  const value = await answered(context, engine.raw.read(path));
  if (value !== null) return value;
  throw noEntry(path);
}

/** Deletes an entry of the storage. There is no way back but a snapshot. */
export function deleteStorageJob(path: string): Preparation<{ readonly deleted: string }> {
  return async (context): Promise<Job<{ readonly deleted: string }>> => {
    await readStorage(context, path);
    return {
      steps: [
        {
          step: `delete ${path}`,
          reason: 'it is there, and its deletion cannot be undone but by restoring a snapshot',
          run: async (work) => {
            const engine = await storageOf(work);
            await answered(work, engine.raw.remove(path));
          },
        },
      ],
      conclude: async () => ({ deleted: path }),
    };
  };
}

async function storageOf(context: JobContext): Promise<EngineClient> {
  const recovery = await recoveryUnderWay(context);
  const known = await context.access.working.read(TOKEN, kept);
  if (known === undefined) throw noToken(context.spec.environment);
  return (await recoveryEngine(context, recovery)).withToken(known.token);
}

/** The engine forgets its token when it is started again. */
async function answered<T>({ spec }: JobContext, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineError && error.status === 403) throw noToken(spec.environment);
    throw error;
  }
}

function noToken(environment: string): QuorateError {
  return new QuorateError(
    'QRT-NO-RECOVERY-TOKEN',
    'there is no recovery token yet, or the node was started again since it was made',
    `Make one of a quorum of shares: quorate recover token ${environment}.`,
  );
}

function noEntry(path: string): QuorateError {
  return new QuorateError(
    'QRT-NO-ENTRY',
    `there is no entry ${path} in the storage`,
    'Folders end with a slash; `quorate recover list ENV PATH` shows what is there. Nothing was changed.',
  );
}
