import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import * as z from 'zod';
import { QuorateError, reasonOf } from '../../schema/index.js';
import { generationIn, generationScan } from './share-generation.js';

/** What `meta.json` of a snapshot says, as far as it matters here. */
const metaDocument = z.object({ Index: z.number().int(), Term: z.number().int() });

/** What a verified archive holds. */
export interface SnapshotFacts {
  /** Last raft index in it. */
  readonly index: number;
  readonly term: number;
  /** Which shares open it, or recover it beside an auto-seal; null when it does not tell. */
  readonly shares: string | null;
}

/** Members without which an archive was cut off: the last is written last. */
const MEMBERS = ['meta.json', 'state.bin', 'SHA256SUMS', 'SHA256SUMS.sealed'];
/** Of which the sums inside have to speak. */
const SUMMED = ['meta.json', 'state.bin'];
const LARGEST_TEXT_BYTES = 1024 * 1024;

/**
 * Reads a snapshot archive to its end and compares every member with the sums inside. Streams: memory does not grow
 * with the data.
 *
 * @throws QuorateError `QRT-SNAPSHOT-BROKEN` with what is wrong.
 */
export async function verifyArchive(source: Readable): Promise<SnapshotFacts> {
  const sums = new Map<string, string>();
  const texts = new Map<string, string>();
  const storage = generationScan();
  const tar = extract();
  const read = (async () => {
    for await (const entry of tar) {
      const hash = createHash('sha256');
      const kept: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        hash.update(chunk);
        if (entry.header.name === 'state.bin') storage.push(chunk);
        else if ((entry.header.size ?? 0) <= LARGEST_TEXT_BYTES) kept.push(chunk);
      }
      sums.set(entry.header.name, hash.digest('hex'));
      texts.set(entry.header.name, Buffer.concat(kept).toString('utf8'));
    }
  })();
  try {
    await Promise.all([pipeline(source, createGunzip(), tar), read]);
  } catch (error) {
    throw broken(`it cannot be read to its end: ${reasonOf(error)}`, error);
  }
  return { ...judge(sums, texts), shares: generationIn(storage) };
}

function judge(sums: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): Omit<SnapshotFacts, 'shares'> {
  const missing = MEMBERS.filter((member) => !sums.has(member));
  if (missing.length > 0) throw broken(`${missing.join(', ')} is missing, expected ${MEMBERS.join(', ')}`);
  const listed = new Set<string>();
  for (const line of (texts.get('SHA256SUMS') ?? '').split('\n').filter(Boolean)) {
    const [expected, name = ''] = line.split(/\s+/);
    if (sums.get(name) !== expected) throw broken(`${name} is not what SHA256SUMS says`);
    listed.add(name);
  }
  const unsummed = SUMMED.filter((member) => !listed.has(member));
  if (unsummed.length > 0) throw broken(`SHA256SUMS says nothing of ${unsummed.join(', ')}`);
  const meta = metaDocument.safeParse(parse(texts.get('meta.json') ?? ''));
  if (!meta.success) throw broken('its meta.json tells no index and term');
  return { index: meta.data.Index, term: meta.data.Term };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(why: string, cause?: unknown): QuorateError {
  return new QuorateError(
    'QRT-SNAPSHOT-BROKEN',
    `the snapshot is not whole: ${why}`,
    'Take another one; this one was not kept and nothing on the cluster was changed.',
    { cause },
  );
}
