import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sha256Of } from '../../../../src/engine/acquire/checksum.js';
import type { GoModuleArtefact } from '../../../../src/engine/acquire/lock/lock-file.js';
import { goBuildArguments, goEnvironment } from '../../../../src/engine/acquire/sources/go-environment.js';
import { enginePlatform } from '../../../../src/engine/index.js';

const run = promisify(execFile);
const MAIN = 'package main\n\nimport "os"\n\nfunc main() { os.Stdout.WriteString("hello\\n") }\n';

/** Writes a recipe of a tiny program: it builds as an engine does, in a second. */
export async function writeRecipe(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'go.mod'), 'module engine\n\ngo 1.21\n');
  await writeFile(join(folder, 'go.sum'), '');
  await writeFile(join(folder, 'main.go'), MAIN);
}

/** The lock's artefact of that recipe, built in another folder: its checksum holds wherever it is built. */
export async function lockedRecipe(): Promise<GoModuleArtefact> {
  const { stdout } = await run('go', ['env', 'GOVERSION']);
  const draft = { source: 'go-module', folder: 'hello', toolchain: stdout.trim(), sha256: '0'.repeat(64) } as const;
  const folder = await mkdtemp(join(tmpdir(), 'quorate-recipe-'));
  try {
    await writeRecipe(join(folder, 'elsewhere'));
    const program = join(folder, 'program');
    const env = goEnvironment(draft, enginePlatform(), process.env);
    await run('go', [...goBuildArguments(program)], { cwd: join(folder, 'elsewhere'), env });
    return { ...draft, sha256: await sha256Of(program) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
