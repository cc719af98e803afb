import type { Node } from '../node.js';

const LOOK_MS = 1_000;
/** A destination that is away is asked again; it is not stormed. */
const RETRY_MS = 5_000;

/** Has the audit log follow the engine off the node. It only reads files: an engine never waits for it. */
export function keepShipping({ audit }: Node): void {
  const look = async (): Promise<void> => {
    await audit.ship();
    setTimeout(() => void look(), audit.state?.failure ? RETRY_MS : LOOK_MS).unref();
  };
  void look();
}
