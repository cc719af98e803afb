import { type AgentStatus, FIGURE } from '../../schema/index.js';

const DAY_MS = 86_400_000;

/**
 * What alarms have to know of this node: nothing before it is trusted, because a node that is being made is sealed.
 *
 * @param now milliseconds since the epoch
 */
export function figuresOf(
  { admitted, certificate, engine, snapshots }: Pick<AgentStatus, 'admitted' | 'certificate' | 'engine' | 'snapshots'>,
  now: number,
): Readonly<Record<string, number>> {
  if (!admitted) return {};
  const leads = engine.is_leader === true;
  return {
    [FIGURE.sealed]: engine.sealed === false ? 0 : 1,
    [FIGURE.leads]: leads ? 1 : 0,
    ...(certificate && { [FIGURE.certificateDays]: (Date.parse(certificate.not_after) - now) / DAY_MS }),
    ...(leads && snapshots?.newest && { [FIGURE.snapshotAge]: (now - Date.parse(snapshots.newest)) / 1_000 }),
  };
}
