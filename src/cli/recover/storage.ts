import { Command } from 'commander';
import { deleteStorageJob, listStorage, readStorage } from '../../cluster/index.js';
import { lookInto } from '../../environment/index.js';
import { confirm } from '../confirm.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import { deployed } from '../deployed.js';
import { EXIT, ending, withExitCodes } from '../exit.js';
import { interruptible } from '../interruptible.js';
import type { Shell } from '../shell.js';

const WHERE = 'path in the storage, for example sys/policy/';

/** `quorate recover list ENV [PATH]` */
export function listCommand(shell: Shell): Command {
  const command = new Command('list')
    .description('list what is below a path of the storage')
    .argument('<environment>', 'environment, for example lab')
    .argument('[path]', WHERE, '')
    .option('--json', 'print it as JSON', false)
    .action((name: string, path: string, { json }: { json: boolean }) =>
      reading(shell, name, async (look) => {
        const names = await look((context) => listStorage(context, path));
        shell.print(json ? JSON.stringify(names, null, 2) : names.join('\n'));
      }),
    );
  return withExitCodes(command, { 0: 'listed', 1: 'failed' });
}

/** `quorate recover read ENV PATH` */
export function readCommand(shell: Shell): Command {
  const command = new Command('read')
    .description('print an entry of the storage, decrypted: it may hold secrets')
    .argument('<environment>', 'environment, for example lab')
    .argument('<path>', WHERE)
    .option('--json', 'print it as JSON', false)
    .action((name: string, path: string, { json }: { json: boolean }) =>
      reading(shell, name, async (look) => {
        const value = await look((context) => readStorage(context, path));
        shell.print(json ? JSON.stringify({ path, value }, null, 2) : value);
      }),
    );
  return withExitCodes(command, { 0: 'printed', 1: 'there is none, or failed' });
}

/** `quorate recover delete ENV PATH` */
export function deleteCommand(shell: Shell): Command {
  const command = new Command('delete')
    .description('delete an entry of the storage; nothing but a snapshot brings it back')
    .argument('<environment>', 'environment, for example lab')
    .argument('<path>', WHERE)
    .option('--yes', 'do not ask', false);
  return dayTwoOptions(command).action(
    (name: string, path: string, options: { plan: boolean; json: boolean; yes: boolean }) =>
      runDayTwo(shell, name, options, {
        kind: 'recover-delete',
        prepare: async () => {
          if (!options.yes && !options.plan) await confirm(shell, name, `the deletion of ${path}`);
          return deleteStorageJob(path);
        },
        render: ({ deleted }) => `${deleted} is deleted`,
      }),
  );
}

type Look = <T>(read: Parameters<typeof lookInto<T>>[2]) => Promise<T>;

function reading(shell: Shell, name: string, work: (look: Look) => Promise<void>): Promise<void> {
  return ending(shell, EXIT.failed, async () => {
    const { environment, spec } = await deployed(shell.cwd, name);
    await interruptible((signal) => work((read) => lookInto(environment, spec, read, signal)));
    return EXIT.done;
  });
}
