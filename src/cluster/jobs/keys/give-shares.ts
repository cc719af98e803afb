import type { Convergence } from '../../execute/converge.js';
import type { Job } from '../job.js';

/**
 * The one step in which shares go to an engine: a person's, or as many as a lab's own key opens.
 *
 * @param reason what the engine makes of them
 */
export function shareGiving<R>(
  shares: readonly string[],
  reason: string,
  give: (work: Convergence) => Promise<R>,
): Job<R> {
  let turn: { readonly result: R } | undefined;
  return {
    steps: [
      {
        step: shares.length === 1 ? 'give one share' : `give ${shares.length} shares`,
        reason,
        run: async (work) => {
          await work.lock.assertHeld();
          turn = { result: await give(work) };
        },
      },
    ],
    conclude: async () => {
      if (turn) return turn.result;
      throw new Error('shares were given once the step has run');
    },
  };
}
