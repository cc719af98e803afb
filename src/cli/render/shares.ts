import type { ShareOutcome } from '../unseal/give-share.js';
import { type Paint, plain } from './paint.js';

/** One line a node: what the share did there. */
export function renderShare({ node, state, progress, threshold, reason }: ShareOutcome, paint: Paint = plain): string {
  switch (state) {
    case 'unsealed':
      return `${node} ${paint('green', 'unsealed')}`;
    case 'needs-more':
      return `${node} ${progress}/${threshold} shares`;
    case 'repeated':
      return `${node} ${progress}/${threshold} shares: it had this one already`;
    case 'wrong':
      return `${node} ${paint('red', 'QRT-WRONG-SHARE')} ${reason}. At least one share is wrong or of another cluster: give all of them again.`;
    case 'unreachable':
      return `${node} ${paint('red', 'QRT-UNREACHABLE')} ${reason}`;
  }
}
