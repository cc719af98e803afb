import { waitUntil } from '../../../process/index.js';
import { activeAddress, type StepContext } from '../../steps/context.js';

/** An election, or an engine that reads its certificates again on a busy machine. */
const LEADER_MS = 20_000;

/** Where the active node answers, for a command that is about to begin. @throws QuorateError `QRT-NO-LEADER` */
export async function leaderAddress(context: Pick<StepContext, 'access' | 'signal'>): Promise<string> {
  const look = () => activeAddress(context).catch(() => undefined);
  // Nobody is elected where nothing runs.
  const isRunning = (await context.access.platform.machines()).some(({ state }) => state === 'running');
  const found =
    isRunning && (await waitUntil(look, { deadlineMs: LEADER_MS, intervalMs: 300, signal: context.signal }));
  return found || (await activeAddress(context));
}
