import { Command } from 'commander';
import { deployCommand } from '../schema/index.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { paintFor } from './render/paint.js';
import { renderShare } from './render/shares.js';
import { processShell, type Shell } from './shell.js';
import { giveShare, type ShareOutcome, sealedNodes } from './unseal/give-share.js';
import { ownInput, readShare, type ShareInput } from './unseal/read-share.js';

const MORE_NEEDED = 2;

/** `quorate unseal ENV`: one share of one person, from standard input, for every node that is sealed. */
export function unsealCommand(shell: Shell = processShell, input: ShareInput = ownInput): Command {
  const command = new Command('unseal')
    .description('read one share of the key from standard input and give it to every sealed node')
    .summary('give one share to every sealed node')
    .argument('<environment>', 'environment, for example lab')
    .option('--node <id>', 'only to this node')
    .addHelpText(
      'after',
      '\nA share is typed without being shown, or piped: gpg --decrypt share.asc | quorate unseal prod',
    )
    .action((name: string, { node }: { node?: string }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const sealed = await sealedNodes(environment, spec, node);
        if (sealed.length === 0) {
          shell.note(`${name}: no node is sealed`);
          return EXIT.done;
        }
        const outcomes = await giveShare(environment, sealed, await readShare(input), spec.custody);
        const paint = paintFor(shell.interactive, shell.env);
        for (const outcome of outcomes) shell.print(renderShare(outcome, paint));
        const code = exitOf(outcomes);
        if (code === EXIT.done) shell.note(`a deploy that was held goes on with: ${deployCommand(name)}`);
        return code;
      }),
    );
  return withExitCodes(command, {
    0: 'no node is sealed any more',
    1: 'wrong share, or failed',
    2: 'more shares are needed',
  });
}

/** The worst that happened at any node. */
export function exitOf(outcomes: readonly ShareOutcome[]): number {
  if (outcomes.some(({ state }) => state === 'wrong' || state === 'unreachable')) return EXIT.failed;
  return outcomes.every(({ state }) => state === 'unsealed') ? EXIT.done : MORE_NEEDED;
}
