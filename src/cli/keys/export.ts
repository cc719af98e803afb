import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { readShares } from '../../environment/index.js';
import { deployed } from '../deployed.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import type { Shell } from '../shell.js';

/** `quorate keys export ENV --to FOLDER [--new]` */
export function exportCommand(shell: Shell): Command {
  const command = new Command('export')
    .description('write the shares, encrypted as they are kept, to one file a holder: what `gpg --decrypt` reads')
    .argument('<environment>', 'environment, for example lab')
    .requiredOption('--to <folder>', 'where the files go')
    .option('--new', 'those that wait for their holders to prove them', false)
    .option('--json', 'print the files as JSON', false)
    .action((name: string, options: { to: string; new: boolean; json: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const { recipients, messages } = await readShares(environment, spec, options.new);
        const folder = resolve(shell.cwd, options.to);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const files = await Promise.all(
          messages.map(async (message, index) => {
            const { name: holder = 'unknown', fingerprint = '' } = recipients[index] ?? {};
            const file = join(folder, `share-${index + 1}-${fingerprint.slice(-16)}.pgp`);
            await writeFile(file, Buffer.from(message, 'base64'), { mode: 0o600, flag: 'wx' });
            return { holder, fingerprint, file };
          }),
        );
        const lines = files.map(({ holder, fingerprint, file }) => `${file} for ${holder} (${fingerprint})`);
        shell.print(options.json ? JSON.stringify(files, null, 2) : lines.join('\n'));
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'written', 1: 'there are none, or failed' });
}
