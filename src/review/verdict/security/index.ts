import type { Reviewed } from '../../changes/resource-change.js';
import type { Masker } from '../../mask/masker.js';
import type { PlanDocument } from '../../plan/format.js';
import type { Draft } from '../draft.js';
import { attachmentFindings } from './attachments.js';
import { networkFindings } from './network.js';
import { policyFindings } from './policies.js';
import { outputFindings, secretFindings } from './secrets.js';
import { removalFindings, switchFindings } from './switches.js';
import { windowFindings } from './windows.js';

/** Whether security gets weaker, and whether a secret leaks. */
export function securityFindings(plan: PlanDocument, items: readonly Reviewed[], masker: Masker): Draft[] {
  return [
    ...networkFindings(items, masker),
    ...policyFindings(items, masker),
    ...attachmentFindings(items, masker),
    ...switchFindings(items),
    ...removalFindings(items),
    ...windowFindings(items),
    ...secretFindings(items, masker),
    ...outputFindings(plan, masker),
  ];
}
