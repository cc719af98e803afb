import { exists } from '../../fleet/index.js';
import type { Masker } from '../../mask/masker.js';
import { counted, say } from '../../mask/safe-text.js';
import { engineChange } from '../../model/index.js';
import type { Draft } from '../draft.js';
import { quorumOf, type Situation } from './situation.js';

/** What the cluster looks like once the apply is done. */
export function shapeFindings(situation: Situation, masker: Masker): Draft[] {
  const { cluster, votersBefore, votersAfter, members, tornDown } = situation;
  if (cluster === undefined || tornDown || votersAfter === null || cluster.fate === 'destroy') return [];
  const address = masker.text(cluster.raw.address);
  const drafts: Draft[] = [];
  const changes = votersBefore !== votersAfter;
  if (changes && votersAfter % 2 === 0) {
    drafts.push({
      code: 'QRV-QUORUM-SHRINK',
      address,
      title: say`the cluster ends with ${votersAfter} voters: an even number tolerates no more than one fewer does`,
    });
  } else if (votersBefore !== null && votersAfter < votersBefore) {
    const tolerance = votersAfter - quorumOf(votersAfter);
    const title = say`the cluster shrinks from ${votersBefore} to ${votersAfter} voters: it tolerates ${counted(tolerance, 'failure')} then`;
    drafts.push({ code: 'QRV-QUORUM-SHRINK', address, title });
  }
  const now = crowdedZone(
    members.filter((machine) => exists(machine) && !machine.deposed).map(({ zoneBefore }) => zoneBefore),
  );
  const remaining = members.filter(({ fate, deposed }) => !deposed && fate !== 'destroy' && fate !== 'forget');
  const later = crowdedZone(remaining.map(({ zone }) => zone));
  if (later !== undefined && now === undefined) {
    drafts.push({
      code: 'QRV-QUORUM-ZONE',
      address,
      title: say`losing zone ${masker.text(later.zone)} would lose quorum`,
      detail: say`${later.count} of ${later.total} voters are in it`,
    });
  }
  return drafts;
}

/** A zone with so many voters that the others are no quorum; with a single zone there is no choice to judge. */
function crowdedZone(places: readonly (string | null)[]) {
  const zones = new Map<string, number>();
  for (const zone of places) if (zone !== null) zones.set(zone, (zones.get(zone) ?? 0) + 1);
  if (zones.size < 2) return undefined;
  const total = places.length;
  for (const [zone, count] of zones) if (total - count < quorumOf(total)) return { zone, count, total };
  return undefined;
}

/** The engine's version goes up, which cannot be taken back, or down. */
export function engineFindings({ cluster }: Situation, masker: Masker): Draft[] {
  const [before, after] = [cluster?.engineBefore, cluster?.engineAfter];
  if (cluster === undefined || before == null || after == null || before === after) return [];
  const address = masker.text(cluster.raw.address);
  const change = engineChange({ before: masker.text(before), after: masker.text(after) }) ?? say``;
  if (isOlder(after, before)) {
    return [
      {
        code: 'QRV-ENGINE-DOWNGRADE',
        address,
        title: say`the engine goes back: ${change}`,
        detail: say`engines do not promise to read what a newer version wrote`,
        cure: say`Restore the snapshot from before the upgrade instead, unless no node of the newer version was ever active.`,
      },
    ];
  }
  return [
    {
      code: 'QRV-ENGINE-ONE-WAY',
      address,
      title: say`${change}: once a node of the new version has been active, going back means restoring a snapshot`,
    },
  ];
}

function isOlder(a: string, b: string): boolean {
  const [nameA, versionA = ''] = a.split(' ');
  const [nameB, versionB = ''] = b.split(' ');
  if (nameA !== nameB) return false;
  const [left, right] = [numbers(versionA), numbers(versionB)];
  const at = left.findIndex((number, index) => number !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
