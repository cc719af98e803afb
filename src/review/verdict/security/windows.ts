import type { Reviewed } from '../../changes/resource-change.js';
import { say } from '../../mask/safe-text.js';
import { field } from '../../value/json.js';
import { days } from '../destruction/cost.js';
import type { Draft } from '../draft.js';

/** Waiting times before a real deletion that get shorter, and listeners that give up encryption. */
export function windowFindings(items: readonly Reviewed[]): Draft[] {
  return items.flatMap(({ raw, change }) => {
    if (change.kind !== 'update' && change.kind !== 'replace') return [];
    const { before, after } = raw.change;
    const drafts: Draft[] = [];
    for (const name of ['deletion_window_in_days', 'recovery_window_in_days']) {
      if (field(before, name) === undefined && field(after, name) === undefined) continue;
      const [was, becomes] = [days(before, name), days(after, name)];
      if (becomes >= was) continue;
      drafts.push({
        code: 'QRV-KEY-WINDOW',
        address: change.address,
        title: say`the waiting time before deletion goes from ${was} to ${becomes} days`,
      });
    }
    if (
      /^aws_a?lb_listener$/.test(raw.type) &&
      isEncrypted(field(before, 'protocol')) &&
      !isEncrypted(field(after, 'protocol'))
    ) {
      drafts.push({ code: 'QRV-ENCRYPTION-OFF', address: change.address, title: say`the listener no longer encrypts` });
    }
    return drafts;
  });
}

function isEncrypted(protocol: unknown): boolean {
  return protocol === 'TLS' || protocol === 'HTTPS';
}
