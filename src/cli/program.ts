import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { processShell, type Shell } from './shell.js';

/** Each command is loaded when it is called: what one does not need must not slow it down. */
const COMMANDS: Readonly<Record<string, (shell: Shell) => Promise<Command>>> = {
  status: async (shell) => (await import('./status.js')).statusCommand(shell),
  plan: async (shell) => (await import('./plan.js')).planCommand(shell),
  watch: async (shell) => (await import('./watch.js')).watchCommand(shell),
  peers: async (shell) => (await import('./peers.js')).peersCommand(shell),
  'step-down': async (shell) => (await import('./step-down.js')).stepDownCommand(shell),
  remove: async (shell) => (await import('./remove.js')).removeCommand(shell),
  join: async (shell) => (await import('./rejoin.js')).joinCommand(shell),
  rejoin: async (shell) => (await import('./rejoin.js')).rejoinCommand(shell),
  snapshot: async (shell) => (await import('./snapshot.js')).snapshotCommand(shell),
  restore: async (shell) => (await import('./restore.js')).restoreCommand(shell),
  failover: async (shell) => (await import('./failover.js')).failoverCommand(shell),
  recover: async (shell) => (await import('./recover.js')).recoverCommand(shell),
  drill: async (shell) => (await import('./drill.js')).drillCommand(shell),
  keys: async (shell) => (await import('./keys.js')).keysCommand(shell),
  configure: async (shell) => (await import('./configure.js')).configureCommand(shell),
  certs: async (shell) => (await import('./certs.js')).certsCommand(shell),
  lab: async (shell) => (await import('./lab.js')).labCommand(shell),
  login: async (shell) => (await import('./login.js')).loginCommand(shell),
  env: async (shell) => (await import('./env.js')).envCommand(shell),
  unseal: async (shell) => (await import('./unseal.js')).unsealCommand(shell),
  pause: async (shell) => (await import('./pause.js')).pauseCommand(shell),
  resume: async (shell) => (await import('./resume.js')).resumeCommand(shell),
  rollback: async (shell) => (await import('./rollback.js')).rollbackCommand(shell),
  engine: async (shell) => (await import('./engine.js')).engineCommand({ print: shell.print, note: shell.note }),
  image: async (shell) => (await import('./image.js')).imageCommand(shell),
  doctor: async (shell) => (await import('./doctor.js')).doctorCommand(shell),
  diff: async () => (await import('./diff.js')).diffCommand(),
  review: async () => (await import('./review.js')).reviewCommand(),
  deploy: async () => (await import('./deploy-approved.js')).deployApprovedCommand(),
  down: async (shell) => (await import('./down.js')).downCommand(shell),
};

/** The program with the command that these arguments name, or with all of them when they name none. */
export async function programFor(args: readonly string[], shell: Shell = processShell): Promise<Command> {
  const named = args[0] === undefined ? undefined : COMMANDS[args[0]];
  const commands = await Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load(shell)));
  const program = new Command('quorate')
    .description('Immutable, highly available Vault and OpenBao clusters, the Terraform way')
    .version(packageJson.version);
  for (const command of commands) program.addCommand(command);
  throwInsteadOfExiting(program);
  return program;
}

function throwInsteadOfExiting(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) throwInsteadOfExiting(one);
}
