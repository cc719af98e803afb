import type { EngineClient } from '../../../engine/index.js';
import { waitUntil } from '../../../process/index.js';
import { QuorateError, reasonOf } from '../../../schema/index.js';
import type { StepContext } from '../../steps/context.js';

const ACTIVE_MS = 60_000;

/**
 * Waits until a node that is alone leads.
 *
 * @param why what it is to lead for, and which command goes on here
 * @throws QuorateError `QRT-NOT-REACHED`
 */
export async function awaitActive(
  { signal }: Pick<StepContext, 'signal'>,
  node: string,
  engine: EngineClient,
  why: { readonly purpose: string; readonly command: string },
): Promise<void> {
  let last = 'no answer';
  const active = async () => {
    try {
      const { code } = await engine.health({ deadlineMs: 1_000, signal });
      last = `health ${code}`;
      return code === 200 ? true : undefined;
    } catch (error) {
      last = reasonOf(error);
      return undefined;
    }
  };
  if (await waitUntil(active, { deadlineMs: ACTIVE_MS, intervalMs: 100, signal })) return;
  throw new QuorateError(
    'QRT-NOT-REACHED',
    `${node} was expected to lead alone within ${ACTIVE_MS / 1000} s, ${why.purpose}; last seen: ${last}`,
    `Read logs/engine.log of its machine, and whether its seal can be reached; the ${why.command} can be run again and goes on here.`,
  );
}
