import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Review } from '../model/index.js';
import { render } from '../render/index.js';

/**
 * Writes the report as files for a job that may not comment: a later job with more rights posts `review.json`.
 *
 * That job renders the JSON anew: what the artifact's Markdown says is never posted, since whoever opened the pull
 * request could have written it.
 */
export async function writeArtifact(review: Review, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const files = [
    ['review.json', await render(review, 'json')],
    ['review.html', await render(review, 'html')],
    ['comment.md', await render(review, 'markdown')],
  ] as const;
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}
