import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Environment } from '../../environment/index.js';
import { reasonOf } from '../../schema/index.js';
import type { SnapshotManifest } from '../../snapshots/index.js';
import { deployed } from '../deployed.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import { paintFor } from '../render/paint.js';
import { renderSnapshot, renderSnapshots, renderVerdicts, type SnapshotVerdict } from '../render/snapshots.js';
import type { Shell } from '../shell.js';

const WHICH = 'id of the snapshot, or latest';

/** `quorate snapshot list ENV` */
export function listCommand(shell: Shell): Command {
  const command = new Command('list').description('list the snapshots that are kept, newest first');
  return reading(shell, command, async ({ snapshots }, { json }) => {
    const all = await snapshots.list();
    shell.print(json ? JSON.stringify(all, null, 2) : renderSnapshots(all, paintFor(shell.interactive, shell.env)));
    return EXIT.done;
  });
}

/** `quorate snapshot inspect ENV ID` */
export function inspectCommand(shell: Shell): Command {
  const command = new Command('inspect').description('show what is known of a snapshot, and read it to its end');
  return reading(shell, command, async ({ snapshots }, { json }, id = 'latest') => {
    const manifest = await snapshots.find(id);
    await snapshots.verify(manifest);
    shell.print(json ? JSON.stringify(manifest, null, 2) : renderSnapshot(manifest));
    return EXIT.done;
  }).argument('<snapshot>', WHICH);
}

/** `quorate snapshot verify ENV [ID]` */
export function verifyCommand(shell: Shell): Command {
  const command = new Command('verify').description('read a snapshot, or all of them, and compare every sum');
  return reading(shell, command, async (environment, { json }, id) => {
    const { snapshots } = environment;
    const chosen = id === undefined ? await snapshots.list() : [await snapshots.find(id)];
    const verdicts: SnapshotVerdict[] = [];
    for (const manifest of chosen) verdicts.push(await verdictOf(environment, manifest));
    shell.print(
      json ? JSON.stringify(verdicts, null, 2) : renderVerdicts(verdicts, paintFor(shell.interactive, shell.env)),
    );
    return verdicts.every(({ problem }) => problem === null) ? EXIT.done : EXIT.failed;
  }).argument('[snapshot]', `${WHICH}; all when not given`);
}

/** `quorate snapshot pull ENV ID --to FOLDER` */
export function pullCommand(shell: Shell): Command {
  const command = new Command('pull')
    .description('copy a snapshot and its manifest to another folder, verified there')
    .requiredOption('--to <folder>', 'where the copy goes');
  return reading(shell, command, async ({ snapshots }, { json, to = '.' }, id = 'latest') => {
    const manifest = await snapshots.find(id);
    const file = await snapshots.copyTo(manifest, resolve(shell.cwd, to));
    shell.print(json ? JSON.stringify({ ...manifest, file }, null, 2) : file);
    return EXIT.done;
  }).argument('<snapshot>', WHICH);
}

function reading(
  shell: Shell,
  command: Command,
  read: (environment: Environment, options: { json: boolean; to?: string }, id?: string) => Promise<number>,
): Command {
  command
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print it as JSON', false)
    .action((name: string, ...rest: unknown[]) =>
      ending(shell, EXIT.failed, async () => {
        const { environment } = await deployed(shell.cwd, name);
        const id = typeof rest[0] === 'string' ? rest[0] : undefined;
        return await read(environment, command.opts(), id);
      }),
    );
  return withExitCodes(command, { 0: 'shown, and whole', 1: 'broken, unknown or failed' });
}

async function verdictOf({ snapshots }: Environment, manifest: SnapshotManifest): Promise<SnapshotVerdict> {
  try {
    await snapshots.verify(manifest);
    return { id: manifest.id, problem: null };
  } catch (error) {
    return { id: manifest.id, problem: reasonOf(error) };
  }
}
