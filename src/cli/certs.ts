import { Command } from 'commander';
import { type Rollover, readRollover, renewCertificatesJob, rolloverJob } from '../cluster/index.js';
import { enrolSealServer, lookAtCluster, publishAuthorities } from '../environment/index.js';
import { dayTwoOptions, runDayTwo } from './day-two.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { paintFor } from './render/paint.js';
import { table } from './render/table.js';
import { processShell, type Shell } from './shell.js';

const DAY_MS = 24 * 3600_000;

/** `quorate certs status|renew|rollover ENV` */
export function certsCommand(shell: Shell = processShell): Command {
  return new Command('certs')
    .description('the certificates of the nodes: how long they last, and new ones')
    .addCommand(statusCommand(shell))
    .addCommand(renewCommand(shell))
    .addCommand(rolloverCommand(shell));
}

function statusCommand(shell: Shell): Command {
  const command = new Command('status')
    .description('show the certificate of every node and its end, and how far a roll-over of the authorities is')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print it as JSON', false)
    .action((name: string, { json }: { json: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const { environment } = await deployed(shell.cwd, name);
        const nodes = (await lookAtCluster(environment))?.look.nodes ?? [];
        const rollover = (await readRollover(environment.store)) ?? null;
        const all = nodes.map(({ machine, status }) => ({ node: machine.id, ...(status?.certificate ?? NONE) }));
        const rows = all.map(({ node, serial, not_after }) => [node, serial ?? '-', not_after ?? '-', left(not_after)]);
        const shown = table(['NODE', 'SERIAL', 'VALID UNTIL', 'LEFT'], rows, paintFor(shell.interactive, shell.env));
        const text = [...shown, ...(rollover === null ? [] : [phase(name, rollover)])].join('\n');
        shell.print(json ? JSON.stringify({ rollover, nodes: all }, null, 2) : text);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'shown', 1: 'failed' });
}

function renewCommand(shell: Shell): Command {
  const command = new Command('renew')
    .description('certify the keys of the nodes anew, without a restart; also when their certificates have expired')
    .argument('<environment>', 'environment, for example lab')
    .argument('[node]', 'one of them; all when not given');
  return dayTwoOptions(command).action(
    (name: string, node: string | undefined, options: { plan: boolean; json: boolean }) =>
      runDayTwo(shell, name, options, {
        kind: 'certs-renew',
        prepare: () => renewCertificatesJob(node ?? null),
        render: (all) => all.map(({ node: id, not_after }) => `${id} is certified until ${not_after}`).join('\n'),
      }),
  );
}

function rolloverCommand(shell: Shell): Command {
  const command = new Command('rollover')
    .description(
      'replace the authorities in two turns: the first has everybody trust new ones beside the old ones, the second certifies all nodes anew and forgets the old ones; broken off, it goes on',
    )
    .summary('replace the authorities, in two turns')
    .argument('<environment>', 'environment, for example lab');
  return dayTwoOptions(command).action((name: string, options: { plan: boolean; json: boolean }) =>
    runDayTwo(shell, name, options, {
      kind: 'certs-rollover',
      prepare: (environment) =>
        rolloverJob({
          certifyOthers: () => enrolSealServer(environment),
          publish: async () => void (await publishAuthorities(environment)),
        }),
      render: ({ state }) =>
        state === 'done'
          ? `only the new authorities are trusted; give clients elsewhere what \`quorate env ${name}\` names`
          : `both authorities are trusted: give clients elsewhere the file that \`quorate env ${name}\` names, then run \`quorate certs rollover ${name}\` again`,
    }),
  );
}

/** What a roll-over that has begun still needs. */
function phase(name: string, { state, since }: Rollover): string {
  const turns = {
    trusting: 'first turn: nodes are being told of the new authorities; the old ones sign',
    trusted: 'between its turns: all trust both, the old ones sign; tell clients elsewhere before the second turn',
    reissuing: 'second turn: nodes are being certified by the new authorities; both are trusted',
    dropping: 'second turn: the old authorities are being forgotten',
  };
  return `roll-over since ${since}, ${turns[state]}; go on with: quorate certs rollover ${name}`;
}

const NONE = { serial: null, not_after: null };

function left(end: string | null): string {
  return end === null ? '-' : `${Math.floor((Date.parse(end) - Date.now()) / DAY_MS)} days`;
}
