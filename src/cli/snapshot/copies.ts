import { Command } from 'commander';
import { fetchSnapshot, withCopies } from '../../environment/index.js';
import { allCopies, type SnapshotCopies } from '../../snapshots/index.js';
import { deployed } from '../deployed.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import { paintFor } from '../render/paint.js';
import { renderSnapshot, renderSnapshots } from '../render/snapshots.js';
import type { Shell } from '../shell.js';

/** `quorate snapshot copies ENV` */
export function copiesCommand(shell: Shell): Command {
  const command = new Command('copies')
    .description('list the copies in object storage, newest first')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print it as JSON', false)
    .action((name: string, { json }: { json: boolean }) =>
      onCopies(shell, name, async ({ copies }) => {
        const all = await allCopies(copies);
        shell.print(json ? JSON.stringify(all, null, 2) : renderSnapshots(all, paintFor(shell.interactive, shell.env)));
      }),
    );
  return withExitCodes(command, { 0: 'shown', 1: 'the storage cannot be read' });
}

/** `quorate snapshot fetch ENV ID` */
export function fetchCommand(shell: Shell): Command {
  const command = new Command('fetch')
    .description('bring a snapshot back from object storage, verified here, to be restored')
    .argument('<environment>', 'environment, for example lab')
    .argument('<snapshot>', 'id of the snapshot, or latest')
    .option('--json', 'print it as JSON', false)
    .action((name: string, id: string, { json }: { json: boolean }) =>
      onCopies(shell, name, async ({ copies, environment }) => {
        const manifest = await fetchSnapshot(environment, copies, id);
        shell.print(json ? JSON.stringify(manifest, null, 2) : renderSnapshot(manifest));
      }),
    );
  return withExitCodes(command, { 0: 'here, and whole', 1: 'broken, unknown or failed' });
}

type Opened = Awaited<ReturnType<typeof deployed>> & { readonly copies: SnapshotCopies };

function onCopies(shell: Shell, name: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  return ending(shell, EXIT.failed, async () => {
    const { environment, spec } = await deployed(shell.cwd, name);
    await withCopies(environment, spec, (copies) => use({ environment, spec, copies }));
    return EXIT.done;
  });
}
