import type { Problem } from '../../schema/index.js';
import type { Look } from '../observe/observe.js';

/** Nodes whose audit log does not get off them, or did not before it had to make room. */
export function unshippedAudit({ nodes }: Pick<Look, 'nodes'>): Problem[] {
  return nodes.flatMap(({ machine: { id }, status }): Problem[] => {
    const audit = status?.audit ?? null;
    if (audit === null) return [];
    const { failure, pending, gaps } = audit;
    const away = {
      code: 'QRT-AUDIT-UNSHIPPED',
      message: `${pending} bytes of the audit log of ${id} are not shipped: ${failure?.reason}`,
      fix: 'Bring the destination back. The engine serves on; about 300 MB are kept on the node, and the machine is not destroyed before.',
    };
    const gap = {
      code: 'QRT-AUDIT-GAP',
      message: `${gaps} times the audit log of ${id} was deleted before it was shipped, because it may not fill the disk`,
      fix: 'These lines are lost. See why the destination was away for so long; replacing the machine ends the message.',
    };
    return [...(failure === null ? [] : [away]), ...(gaps === 0 ? [] : [gap])];
  });
}
