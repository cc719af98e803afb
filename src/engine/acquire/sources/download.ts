import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { orDiskFull } from '../failures.js';
import type { OnProgress } from '../progress.js';
import { type Http, unreachable } from './http.js';

const SHOW_EVERY_BYTES = 5_000_000;

/** Streams a file to disk and gives its sha256. */
export async function download(
  http: Http,
  url: string,
  target: string,
  options: { readonly onProgress?: OnProgress | undefined; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const { body, headers } = await http.get(url, options.signal);
  const hash = createHash('sha256');
  const length = Number(headers['content-length']);
  const count = counter(basename(url), Number.isFinite(length) ? length : null, options.onProgress);
  try {
    await pipeline(
      body,
      new Transform({
        transform(chunk: Buffer, _, done) {
          hash.update(chunk);
          count(chunk.length);
          done(null, chunk);
        },
      }),
      createWriteStream(target),
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    const full = orDiskFull(error, target);
    throw full === error ? unreachable(url, error) : full;
  }
  return hash.digest('hex');
}

function counter(file: string, total: number | null, onProgress: OnProgress | undefined): (size: number) => void {
  let bytes = 0;
  let shown = 0;
  return (size) => {
    bytes += size;
    if (bytes !== total && bytes - shown < SHOW_EVERY_BYTES) return;
    shown = bytes;
    onProgress?.({ type: 'downloading', file, bytes, total });
  };
}
