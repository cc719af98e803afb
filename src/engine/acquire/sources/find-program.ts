import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Every program of this name on PATH, in its order. */
export async function findPrograms(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const candidates = (env['PATH'] ?? '')
    .split(':')
    .filter(isAbsolute)
    .map((folder) => join(folder, name));
  const found = await Promise.all(
    [...new Set(candidates)].map(async (path) => ((await isProgram(path)) ? [path] : [])),
  );
  return found.flat();
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
