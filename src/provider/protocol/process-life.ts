import type { InFlight } from './interruption.js';

const ORPHAN_POLL_MS = 200;
/** How long interrupted work may take to close its journal before the process goes. */
const WIND_DOWN_MS = 20_000;

/**
 * Ties this process to Terraform's: interrupts end the work at once, and a provider whose Terraform is gone ends too.
 *
 * SIGHUP and broken pipes are survived, because they arrive when Terraform dies and the work has things to write down.
 */
export function followParent(inFlight: InFlight, exit: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      inFlight.interrupt(signal);
      if (signal === 'SIGTERM') void leave(inFlight, exit);
    });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    inFlight.interrupt('Terraform is gone');
    void leave(inFlight, exit);
  }, ORPHAN_POLL_MS);
}

/** Lets interrupted work finish, then exits. */
export async function leave(inFlight: InFlight, exit: () => void): Promise<void> {
  await inFlight.settled(WIND_DOWN_MS);
  exit();
}
