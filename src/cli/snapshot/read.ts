import { resolve } from 'node:path';
import { Command } from 'commander';
import {
  type ClusterAccess,
  copyKept,
  findKept,
  type KeptSnapshot,
  keptSnapshots,
  list,
  verifyKept,
} from '../../cluster/index.js';
import { withCluster } from '../../environment/index.js';
import { reasonOf } from '../../schema/index.js';
import { SnapshotFolder } from '../../snapshots/index.js';
import { deployed } from '../deployed.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import { paintFor } from '../render/paint.js';
import { renderKept, renderSnapshot, renderVerdicts, type SnapshotVerdict } from '../render/snapshots.js';
import type { Shell } from '../shell.js';

const WHICH = 'id of the snapshot, or latest';

/** `quorate snapshot list ENV` */
export function listCommand(shell: Shell): Command {
  const command = new Command('list').description(
    'list the snapshots that are kept, here or on machines, newest first',
  );
  return reading(shell, command, async (access, { json }) => {
    const { kept, silent } = await keptSnapshots(access);
    tellOfSilent(shell, silent);
    const listed = kept.map(({ manifest, machine }) => ({ ...manifest, machine }));
    shell.print(json ? JSON.stringify(listed, null, 2) : renderKept(kept, paintFor(shell.interactive, shell.env)));
    return EXIT.done;
  });
}

/** `quorate snapshot inspect ENV ID` */
export function inspectCommand(shell: Shell): Command {
  const command = new Command('inspect').description('show what is known of a snapshot, and read it to its end');
  return reading(shell, command, async (access, { json }, id = 'latest') => {
    const kept = await findKept(access, id);
    await verifyKept(access, kept);
    const { manifest, machine } = kept;
    shell.print(json ? JSON.stringify({ ...manifest, machine }, null, 2) : renderSnapshot(manifest, machine));
    return EXIT.done;
  }).argument('<snapshot>', WHICH);
}

/** `quorate snapshot verify ENV [ID]` */
export function verifyCommand(shell: Shell): Command {
  const command = new Command('verify').description('read a snapshot, or all of them, and compare every sum');
  return reading(shell, command, async (access, { json }, id) => {
    const { kept, silent } =
      id === undefined ? await keptSnapshots(access) : { kept: [await findKept(access, id)], silent: [] };
    tellOfSilent(shell, silent);
    const verdicts: SnapshotVerdict[] = [];
    for (const one of kept) verdicts.push(await verdictOf(access, one));
    shell.print(
      json ? JSON.stringify(verdicts, null, 2) : renderVerdicts(verdicts, paintFor(shell.interactive, shell.env)),
    );
    return silent.length === 0 && verdicts.every(({ problem }) => problem === null) ? EXIT.done : EXIT.failed;
  }).argument('[snapshot]', `${WHICH}; all when not given`);
}

/** `quorate snapshot pull ENV ID --to FOLDER` */
export function pullCommand(shell: Shell): Command {
  const command = new Command('pull')
    .description('copy a snapshot and its manifest to another folder, verified there')
    .requiredOption('--to <folder>', 'where the copy goes');
  return reading(shell, command, async (access, { json, to = '.' }, id = 'latest') => {
    const kept = await findKept(access, id);
    const folder = new SnapshotFolder(resolve(shell.cwd, to));
    await copyKept(access, kept, folder);
    const file = folder.archiveOf(kept.manifest.id);
    shell.print(json ? JSON.stringify({ ...kept.manifest, file }, null, 2) : file);
    return EXIT.done;
  }).argument('<snapshot>', WHICH);
}

function reading(
  shell: Shell,
  command: Command,
  read: (access: ClusterAccess, options: { json: boolean; to?: string }, id?: string) => Promise<number>,
): Command {
  command
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print it as JSON', false)
    .action((name: string, ...rest: unknown[]) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const id = typeof rest[0] === 'string' ? rest[0] : undefined;
        return await withCluster(environment, spec.name, (access) => read(access, command.opts(), id));
      }),
    );
  return withExitCodes(command, { 0: 'shown, and whole', 1: 'broken, unknown or failed' });
}

async function verdictOf(access: ClusterAccess, kept: KeptSnapshot): Promise<SnapshotVerdict> {
  const { id } = kept.manifest;
  try {
    await verifyKept(access, kept);
    return { id, problem: null };
  } catch (error) {
    return { id, problem: reasonOf(error) };
  }
}

function tellOfSilent(shell: Shell, silent: readonly string[]): void {
  if (silent.length > 0) shell.note(`not among them: what ${list(silent)} may have, which cannot be asked`);
}
