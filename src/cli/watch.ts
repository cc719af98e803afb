import { Command } from 'commander';
import { EXIT, ending, withExitCodes } from './exit.js';
import { environmentOf } from './project.js';
import { drawsLists, processShell, type Shell } from './shell.js';
import { type Ending, watchOperations } from './watch/follow.js';
import { LinesView } from './watch/lines.js';
import type { OperationView } from './watch/view.js';

/** `quorate watch ENV`: what the newest operation does, live. */
export function watchCommand(shell: Shell = processShell): Command {
  const command = new Command('watch')
    .description('show the newest operation step by step, live while it is under way, and end with it')
    .summary('follow an operation live')
    .argument('<environment>', 'environment, for example lab')
    .option('--follow', 'keep going with the operations that come after it, until Ctrl-C', false)
    .action((name: string, { follow }: { follow: boolean }) =>
      ending(shell, EXIT.cannotTell, async () => {
        const { store } = environmentOf(shell.cwd, name);
        const stop = new AbortController();
        const interrupt = () => stop.abort();
        process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
        const view = await viewFor(shell);
        let last: Ending | undefined;
        for await (const event of watchOperations(store, { keepGoing: follow, signal: stop.signal })) {
          if (event.type === 'entry') view.entry(event.entry);
          else {
            view.ended(event.operation, event.ending);
            last = event.ending;
          }
        }
        await view.close();
        process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
        if (last === undefined && !stop.signal.aborted)
          shell.note(`${name}: no operation was recorded yet; --follow waits for one`);
        return exitOf(last);
      }),
    );
  return withExitCodes(command, {
    0: 'it succeeded',
    1: 'it failed or was interrupted',
    2: 'there is none, or cannot tell',
  });
}

function exitOf(last: Ending | undefined): number {
  if (last === undefined) return EXIT.cannotTell;
  return last === 'done' ? EXIT.done : EXIT.failed;
}

async function viewFor(shell: Shell): Promise<OperationView> {
  if (!drawsLists(shell)) return new LinesView(shell.print);
  const { ListView } = await import('./watch/list.js');
  return new ListView(shell.print);
}
