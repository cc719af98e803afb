import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const AGENT = fileURLToPath(new URL('fixtures/fake-agent.cjs', import.meta.url));

/** How a fake agent behaves: as it should, ends at once, never answers, or answers and ignores SIGTERM. */
export type Behaviour = 'good' | 'crash' | 'mute' | 'stubborn';

/** Makes an image in that folder whose agent is a small stand-in, and returns the image's path. */
export async function fakeImage(folder: string, behaviour: Behaviour = 'good'): Promise<string> {
  const agent = join(folder, 'images', behaviour, 'agent');
  await mkdir(agent, { recursive: true });
  await copyFile(AGENT, join(agent, 'agent.cjs'));
  await writeFile(join(agent, 'behaviour.json'), JSON.stringify({ behaviour }));
  return join(agent, '..');
}
