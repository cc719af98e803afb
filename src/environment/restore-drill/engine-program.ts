import { join } from 'node:path';
import { type ClusterSpec, membersOf } from '../../cluster/index.js';
import { acquireEngine } from '../../engine/index.js';
import { imageFolder, readManifest } from '../../image/index.js';
import type { Environment } from '../environment.js';

/** The engine that the cluster's image has: out of the image itself, or acquired again where that is a whole machine. */
export async function engineProgram({ paths }: Environment, spec: ClusterSpec): Promise<string> {
  const [member] = membersOf(spec);
  const folder = imageFolder(paths.images, member?.image ?? '');
  const manifest = readManifest(folder);
  if (manifest?.form === 'process') return join(folder, manifest.engine.file);
  return (await acquireEngine(spec.engine, { policy: 'lab' })).path;
}
