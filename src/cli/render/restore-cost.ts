import type { RestoreCost } from '../../environment/index.js';

/** What a restore would lose, as people read it before they decide. */
export function renderRestoreCost({ snapshot, window, entries, leases }: RestoreCost): string {
  const { id, engine, taken } = snapshot;
  return [
    `snapshot ${id} of ${engine.name} ${engine.version}, taken ${taken}`,
    `lost: everything written in the ${span(window)} since, ${entries === null ? 'an unknown number of' : entries} log entries`,
    `      and everything written until a deploy of ${engine.name} ${engine.version} has put it back`,
    ...leaseLines(leases),
  ].join('\n');
}

function leaseLines(leases: RestoreCost['leases']): string[] {
  if (leases === null) return ['leases issued since: unknown, an administrator has to list them (sys/leases/lookup)'];
  const tail = leases.length === 0 ? '' : '; nothing would revoke what they gave access to:';
  return [`leases issued since: ${leases.length}${tail}`, ...leases.map((lease) => `  ${lease}`)];
}

function span(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 2) return `${Math.round(milliseconds / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
