import type { Masker } from '../mask/masker.js';
import { say } from '../mask/safe-text.js';
import type { Finding } from '../model/index.js';
import { globCovers } from '../semantic/iam/glob.js';
import { findingOf } from '../verdict/draft.js';
import type { AcknowledgementEntry } from './file.js';

/** Marks the findings that somebody accepted; expired acknowledgements are reported and do not count. */
export function acknowledge(
  findings: readonly Finding[],
  entries: readonly AcknowledgementEntry[],
  environment: string | null,
  now: Date,
  masker: Masker,
): Finding[] {
  const today = now.toISOString().slice(0, 10);
  const expired = new Set<AcknowledgementEntry>();
  const marked = findings.map((finding): Finding => {
    const matching = entries.filter((entry) => matches(entry, finding, environment));
    const valid = matching.find(({ expires }) => expires >= today);
    if (valid === undefined) {
      for (const entry of matching) expired.add(entry);
      return finding;
    }
    const by = valid.by === undefined ? null : masker.text(valid.by);
    return { ...finding, acknowledged: { reason: masker.text(valid.reason), by, expires: valid.expires } };
  });
  const notes = [...expired].map(({ code, expires, address }) =>
    findingOf({
      code: 'QRV-ACK-EXPIRED',
      title: say`the acknowledgement of ${masker.text(code)} expired on ${masker.text(expires)}`,
      cure: say`Renew it with a new reason and date, or remove the cause.`,
      ...(address === undefined ? {} : { address: masker.text(address) }),
    }),
  );
  return [...marked, ...notes];
}

function matches(entry: AcknowledgementEntry, finding: Finding, environment: string | null): boolean {
  if (entry.code !== finding.code) return false;
  if (entry.environment !== undefined && entry.environment !== environment) return false;
  if (finding.address === null) return entry.address === undefined;
  // Brackets of for_each keys are ordinary characters; only * is special.
  return entry.address !== undefined && globCovers(entry.address, finding.address);
}
