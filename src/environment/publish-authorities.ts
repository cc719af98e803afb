import { join } from 'node:path';
import { bundle } from '../custody/index.js';
import { writeFileAtomically } from '../process/index.js';
import type { Environment } from './environment.js';

/** Writes whom clients of this environment trust to the file that `quorate env` names. @returns its path */
export async function publishAuthorities({ paths, signer }: Environment): Promise<string> {
  const file = join(paths.home, 'ca.pem');
  const { server, anchors } = await signer.authorities();
  await writeFileAtomically(file, bundle([...server, ...anchors]), { mode: 0o644 });
  return file;
}
