import { isStateful, refusesDeletion } from '../../changes/protection.js';
import type { Reviewed } from '../../changes/resource-change.js';
import { type Fact, type Fleet, factOf, isSealKey } from '../../fleet/index.js';
import { type SafeText, say } from '../../mask/safe-text.js';
import type { Draft } from '../draft.js';
import { costOf } from './cost.js';

/** Destruction of what cannot be made again, with what it would cost. */
export function destroyedFindings(items: readonly Reviewed[], fleets: readonly Fleet[]): Draft[] {
  return items.flatMap((item) => {
    const { raw, change } = item;
    if (change.kind === 'forget' || change.order === 'create-and-forget') return forgotten(item);
    if (change.kind !== 'delete' && change.kind !== 'replace') return [];
    const detail = costOf(raw.type, raw.change.before);
    const title = titleOf(item);
    const where = { address: change.address, title, detail };
    const fact = factOf(raw);
    if (isSealKey(fact) && !isTornDown(fact, fleets)) {
      return [
        {
          ...where,
          code: 'QRV-SEAL-DESTROYED',
          cure: say`Keep the seal: restore its block under the same address. To leave it, migrate the seal first.`,
        },
      ];
    }
    if (refusesDeletion(raw.change.before)) {
      const cure = say`If it is meant: switch the protection off in a deploy of its own, then plan again.`;
      return [{ ...where, code: 'QRV-PROTECTED-DESTROYED', cure }];
    }
    return isStateful(raw.type) || isSealKey(fact) ? [{ ...where, code: 'QRV-DATA-DESTROYED' }] : [];
  });
}

function titleOf({ change }: Reviewed): SafeText {
  const what =
    change.kind === 'replace'
      ? say`${change.address} would be destroyed and made anew`
      : say`${change.address} would be destroyed`;
  return change.reason === null ? what : say`${what}: ${change.reason.text}`;
}

function forgotten({ raw, change }: Reviewed): Draft[] {
  if (!change.protected && !isStateful(raw.type)) return [];
  return [
    {
      code: 'QRV-FORGOTTEN',
      address: change.address,
      title: say`Terraform forgets ${change.address}, which goes on existing`,
      detail: say`nobody will update, check or delete it any more`,
    },
  ];
}

/** True when the whole unprotected cluster goes in the same plan: then its local seal goes with it. */
function isTornDown({ raw: { type }, environment }: Fact, fleets: readonly Fleet[]): boolean {
  if (!type.startsWith('quorate_')) return false;
  const fleet = fleets.find((one) => one.environment === environment);
  const clusters = fleet?.clusters ?? [];
  return (
    clusters.length > 0 && clusters.every(({ fate, raw }) => fate === 'destroy' && !refusesDeletion(raw.change.before))
  );
}
