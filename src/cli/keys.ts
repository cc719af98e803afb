import { Command } from 'commander';
import { rotateKeyJob } from '../cluster/index.js';
import { type KeysReport, readKeys } from '../environment/index.js';
import { deployCommand, QuorateError } from '../schema/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { rekeyCommand, rootCommand, verifyCommand } from './keys/ceremonies.js';
import { exportCommand } from './keys/export.js';
import { sshCommand } from './keys/ssh.js';
import { processShell, type Shell } from './shell.js';
import { ownInput, type ShareInput } from './unseal/read-share.js';

/** `quorate keys status|rotate|rekey|verify|ssh|export|root ENV` */
export function keysCommand(shell: Shell = processShell, input: ShareInput = ownInput): Command {
  return new Command('keys')
    .description('who holds the keys, and which one encrypts; new ones, and proof of the old ones')
    .addCommand(statusCommand(shell))
    .addCommand(rotateCommand(shell))
    .addCommand(rekeyCommand(shell, input))
    .addCommand(verifyCommand(shell, input))
    .addCommand(sshCommand(shell))
    .addCommand(exportCommand(shell))
    .addCommand(rootCommand(shell, input));
}

function statusCommand(shell: Shell): Command {
  const command = new Command('status')
    .description('show seal, shares and their holders, and the encryption key in use; nothing secret')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print it as JSON', false)
    .action((name: string, { json }: { json: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        const report = await readKeys(environment, spec);
        if (report === null) throw noKeys(name);
        shell.print(json ? JSON.stringify(report, null, 2) : renderKeys(report));
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'shown', 1: 'failed, or there are none' });
}

function rotateCommand(shell: Shell): Command {
  const command = new Command('rotate')
    .description('have the engine encrypt what is written from now on with a new key; shares and seal stay as they are')
    .summary('rotate the encryption key')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'keys-rotate',
      prepare: () => rotateKeyJob,
      render: ({ term, term_before }) => `key ${term} encrypts from now on, key ${term_before} did before`,
    }),
  );
}

function renderKeys({
  seal,
  kind,
  shares,
  threshold,
  holders,
  root_revoked,
  pending,
  awaits_proof,
  generation,
  former,
  encryption_key,
}: KeysReport): string {
  const names = [...new Set(holders.map(({ name, fingerprint }) => `${name} (${fingerprint})`))];
  return [
    `seal ${seal}; ${shares} ${kind} shares (${generation}), ${threshold} are needed`,
    `held by ${names.join(', ')}`,
    ...(pending === null
      ? []
      : [`${pending.length} new shares wait for ${[...new Set(pending)].join(', ')} to prove them`]),
    ...(awaits_proof === false
      ? ['the engine does not wait for that any more: leadership has moved; make new ones with quorate keys rekey']
      : []),
    ...(former.length === 0 ? [] : [`earlier shares are kept for older snapshots: ${former.join(', ')}`]),
    root_revoked === null
      ? 'the first root token may still be valid'
      : `the first root token was revoked ${root_revoked}`,
    encryption_key === null
      ? 'no node is active that could tell which key encrypts'
      : `key ${encryption_key.term} encrypts since ${encryption_key.installed}`,
  ].join('\n');
}

function noKeys(name: string): QuorateError {
  return new QuorateError(
    'QRT-NOT-DEPLOYED',
    `${name} has no keys in custody: its cluster was never initialized from here`,
    `Deploy it with \`${deployCommand(name)}\`.`,
  );
}
