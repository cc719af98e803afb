import type { Node } from '../node.js';
import { restOf } from './target.js';

/** Until there may be somewhere to ship to. */
const IDLE_MS = 1_000;
/** A destination that is away is asked again; it is not stormed. */
const RETRY_MS = 5_000;

/** Has the audit log follow the engine off the node. It only reads files: an engine never waits for it. */
export function keepShipping({ audit, memory }: Node): void {
  const look = async (): Promise<void> => {
    await audit.ship();
    const shipping = memory.get().configuration?.audit;
    const rest = shipping ? restOf(shipping) : IDLE_MS;
    setTimeout(() => void look(), audit.state?.failure ? RETRY_MS : rest).unref();
  };
  void look();
}
