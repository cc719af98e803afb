import type { EngineRelease } from '../../../schema/index.js';
import type { Vendor } from '../lock/lock-file.js';
import { programName } from '../release.js';
import type { Http } from './http.js';
import { requireSignature } from './signature.js';

/** Where a release is published: the vendor's site, or a mirror with the same paths below the engine's name. */
export function releaseUrl(vendor: Vendor, release: EngineRelease, mirror: string | undefined): string {
  const site = mirror === undefined ? vendor.releases : `${mirror.replace(/\/+$/, '')}/${release.name}`;
  return `${site.replace(/\/+$/, '')}/${release.version}`;
}

/**
 * The vendor's checksums of a release, by file name, their signature verified.
 *
 * @throws SourceUnavailable when they cannot be had, QuorateError `QRT-ENGINE-SIGNATURE` when they are not the vendor's.
 */
export async function signedSums(
  http: Http,
  url: string,
  release: EngineRelease,
  vendor: Vendor,
  enginesDir: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const name = `${programName(release.name)}_${release.version}_SHA256SUMS`;
  const [sums, signature] = await Promise.all(
    [name, `${name}.sig`].map(async (file) => (await http.get(`${url}/${file}`, signal)).body.bytes()),
  );
  if (sums === undefined || signature === undefined) throw new Error(`${name} was not read`);
  await requireSignature(name, sums, signature, vendor, enginesDir);
  const lines = Buffer.from(sums).toString('utf8').split('\n');
  return new Map(lines.flatMap((line) => entryOf(line)));
}

function entryOf(line: string): [string, string][] {
  const match = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line.trim());
  return match?.[1] && match[2] ? [[match[2], match[1]]] : [];
}
