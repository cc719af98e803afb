import { Command } from 'commander';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { readPeers } from './peers-report.js';
import { paintFor } from './render/paint.js';
import { renderPeers } from './render/peers.js';
import { processShell, type Shell } from './shell.js';

/** `quorate peers ENV`: the raft configuration, with what only the platform knows of its servers. */
export function peersCommand(shell: Shell = processShell): Command {
  const command = new Command('peers')
    .description('show the raft configuration as the active node tells it')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print it as JSON', false)
    .action((name: string, { json }: { json: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const report = await readPeers(environment, spec.name);
        shell.print(
          json ? JSON.stringify(report, null, 2) : renderPeers(report, paintFor(shell.interactive, shell.env)),
        );
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'shown', 1: 'failed, or no node is active' });
}
