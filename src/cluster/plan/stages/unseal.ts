import { type Decision, held, together } from '../decision.js';
import { list, type Situation } from '../situation.js';

/** Unseals nodes of a Shamir cluster, or says that people are needed. */
export function unsealOrHold({ desired }: Situation, nodes: readonly string[]): Decision {
  const unseal = desired.unattendedUnseal
    ? together(
        'unseal',
        nodes,
        (node) => ({ type: 'unseal', node }),
        (node) => `${node} is sealed and this environment keeps its own key`,
      )
    : null;
  return (
    unseal ??
    held(
      'QRT-UNSEAL-NEEDED',
      `${list(nodes)} ${nodes.length === 1 ? 'is' : 'are'} sealed, and the shares are with people.`,
      `Let each share holder run: quorate unseal ${desired.environment}, then deploy again.`,
    )
  );
}
