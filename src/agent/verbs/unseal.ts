import { EngineError, sealAhead } from '../../engine/index.js';
import { QuorateError, type UnsealRequest } from '../../schema/index.js';
import { awaitEngine } from '../engine/await.js';
import type { Node } from '../node.js';

/**
 * Gives the engine one share; one that was started to change its seal takes it for that. Progress that falls back to 0 while it stays sealed means that the shares were wrong.
 */
export async function unseal(node: Node, request: UnsealRequest): Promise<{ sealed: boolean; progress: number }> {
  return await awaitEngine(node, 'take an unseal share', async (engine) => {
    const before = await engine.sealStatus().catch((error: unknown) => {
      if (sealAhead(error) === null) throw error;
    });
    if (!before?.sealed) return { sealed: false, progress: 0 };
    const after = await engine.unseal({ key: request.key, migrate: before.migration }).catch((error: unknown) => {
      // Shares that make another key, and text that is none at all, are both answered with 400.
      throw error instanceof EngineError && error.status === 400 ? wrongShares(node) : error;
    });
    const consumed = before.progress + 1 >= before.t && after.progress === 0;
    // A joiner answers "still sealed" to the right shares and unseals up to a second later: that is not a wrong key.
    if (after.sealed && consumed && before.n > 0 && node.memory.get().listener === 'public') throw wrongShares(node);
    return { sealed: after.sealed, progress: after.progress };
  });
}

function wrongShares(node: Node): QuorateError {
  return new QuorateError(
    'QRT-WRONG-SHARE',
    `${node.identity.machine_id} stayed sealed: a share that it was given does not fit`,
    'At least one share is wrong or of another cluster. Nothing was consumed: give the shares again.',
  );
}
