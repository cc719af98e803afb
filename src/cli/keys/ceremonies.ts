import { Command } from 'commander';
import { cancelRekeyJob, rekeyJob, rootTokenJob, verifySharesJob } from '../../cluster/index.js';
import { dayTwoOptions, runDayTwo } from '../day-two.js';
import { renderTurn } from '../render/share-turn.js';
import type { Shell } from '../shell.js';
import { personalShare } from '../unseal/personal-share.js';
import type { ShareInput } from '../unseal/read-share.js';

interface Options {
  readonly plan: boolean;
  readonly json: boolean;
}

/** `quorate keys rekey ENV [--cancel]` */
export function rekeyCommand(shell: Shell, input: ShareInput): Command {
  const command = new Command('rekey')
    .description(
      'give one share that is in force, from standard input, for new shares to the holders that the deployed stack names',
    )
    .summary('give a share for new shares to the holders of the stack')
    .argument('<environment>', 'environment, for example lab')
    .option('--cancel', 'give the new shares up; those in force stay so', false);
  return dayTwoOptions(command).action((name: string, { cancel, ...options }: Options & { cancel: boolean }) =>
    cancel
      ? runDayTwo(shell, name, options, {
          kind: 'keys-rekey-cancel',
          prepare: () => cancelRekeyJob,
          render: ({ cancelled }) => (cancelled ? 'the shares in force stay so' : 'nothing was under way'),
        })
      : runDayTwo(shell, name, options, {
          kind: 'keys-rekey',
          prepare: async (_, spec) => rekeyJob(await personalShare(spec, input)),
          render: ({ given, required, made, holders }) =>
            made
              ? `${holders.length} new shares are in custody, not in force yet; hand them out with \`quorate keys export ${name} --new\`, then each new holder runs \`quorate keys verify ${name}\``
              : renderTurn({ given, required }),
        }),
  );
}

/** `quorate keys verify ENV` */
export function verifyCommand(shell: Shell, input: ShareInput): Command {
  const command = new Command('verify')
    .description(
      'give one share from standard input to prove that it works: new ones come into force with it, those in force make a root token that is revoked at once',
    )
    .summary('prove that a share still works')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: Options) =>
    runDayTwo(shell, name, options, {
      kind: 'keys-verify',
      prepare: async (_, spec) => verifySharesJob(await personalShare(spec, input)),
      render: ({ of, given, required, proven }) => {
        if (!proven) return renderTurn({ given, required });
        return of === 'new shares' ? 'proven: the new shares are in force' : 'proven: the shares in force work';
      },
    }),
  );
}

/** `quorate keys root ENV` */
export function rootCommand(shell: Shell, input: ShareInput): Command {
  const command = new Command('root')
    .description(
      'give one share from standard input for a root token; the last share holder gets it on standard output. Revoke it as soon as it has served',
    )
    .summary('give a share for a root token')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: Options) =>
    runDayTwo(shell, name, options, {
      kind: 'keys-root',
      prepare: async (_, spec) => rootTokenJob(await personalShare(spec, input)),
      render: ({ given, required, token }) => token ?? renderTurn({ given, required }),
    }),
  );
}
