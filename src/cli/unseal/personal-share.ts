import type { ClusterSpec } from '../../cluster/index.js';
import { readShare, type ShareInput } from './read-share.js';

/** The share that a person gives on standard input; null in a lab, whose own key opens as many as are needed. */
export async function personalShare({ custody }: ClusterSpec, input: ShareInput): Promise<string | null> {
  return custody.type === 'lab' ? null : await readShare(input);
}
