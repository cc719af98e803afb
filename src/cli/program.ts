import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };

/** Each command is loaded when it is called: what one does not need must not slow it down. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  status: async () => (await import('./status.js')).statusCommand(),
  plan: async () => (await import('./plan.js')).planCommand(),
  watch: async () => (await import('./watch.js')).watchCommand(),
  peers: async () => (await import('./peers.js')).peersCommand(),
  'step-down': async () => (await import('./step-down.js')).stepDownCommand(),
  remove: async () => (await import('./remove.js')).removeCommand(),
  join: async () => (await import('./rejoin.js')).joinCommand(),
  rejoin: async () => (await import('./rejoin.js')).rejoinCommand(),
  snapshot: async () => (await import('./snapshot.js')).snapshotCommand(),
  restore: async () => (await import('./restore.js')).restoreCommand(),
  failover: async () => (await import('./failover.js')).failoverCommand(),
  recover: async () => (await import('./recover.js')).recoverCommand(),
  drill: async () => (await import('./drill.js')).drillCommand(),
  keys: async () => (await import('./keys.js')).keysCommand(),
  configure: async () => (await import('./configure.js')).configureCommand(),
  certs: async () => (await import('./certs.js')).certsCommand(),
  lab: async () => (await import('./lab.js')).labCommand(),
  login: async () => (await import('./login.js')).loginCommand(),
  env: async () => (await import('./env.js')).envCommand(),
  unseal: async () => (await import('./unseal.js')).unsealCommand(),
  pause: async () => (await import('./pause.js')).pauseCommand(),
  resume: async () => (await import('./resume.js')).resumeCommand(),
  rollback: async () => (await import('./rollback.js')).rollbackCommand(),
  engine: async () => (await import('./engine.js')).engineCommand(),
  image: async () => (await import('./image.js')).imageCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  diff: async () => (await import('./diff.js')).diffCommand(),
  review: async () => (await import('./review.js')).reviewCommand(),
  deploy: async () => (await import('./deploy-approved.js')).deployApprovedCommand(),
  down: async () => (await import('./down.js')).downCommand(),
};

/** The program with the command that these arguments name, or with all of them when they name none. */
export async function programFor(args: readonly string[]): Promise<Command> {
  const named = args[0] === undefined ? undefined : COMMANDS[args[0]];
  const commands = await Promise.all((named ? [named] : Object.values(COMMANDS)).map((load) => load()));
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
