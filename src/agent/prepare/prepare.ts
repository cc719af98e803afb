import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CREDENTIALS_PORT,
  ENGINE_VARIABLES,
  HOST_KEY_ON_CONSOLE,
  type IdentityDocument,
  identityDocument,
  MACHINE_RUN,
  reasonOf,
} from '../../schema/index.js';
import { writeDurably } from '../durable-file.js';
import { machineHome } from '../home.js';
import { identityFromPlatform } from './metadata.js';

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';
const CONSOLE = '/dev/console';
/** Everybody on the machine may know what it is. */
const PUBLIC = 0o644;

/**
 * What a machine needs before its services start, done as root: its own SSH host key, its identity, and holes in its
 * packet filter for those who may come. The first two are made once in a machine's life.
 */
export async function prepareMachine(): Promise<void> {
  if (!existsSync(HOST_KEY)) run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', HOST_KEY]);
  showHostKey();
  const { identity: file } = machineHome();
  if (!existsSync(file)) writeDurably(file, JSON.stringify(await identityFromPlatform()), PUBLIC);
  const identity = identityDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
  admit(identity);
  tellEngine(identity);
}

/** In an account the engine asks the agent for its permissions, as the libraries of every engine know to. */
function tellEngine({ account }: IdentityDocument): void {
  if (!account) return;
  const variables = `AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:${CREDENTIALS_PORT}/engine\n`;
  writeFileSync(join(MACHINE_RUN, ENGINE_VARIABLES), variables, { mode: PUBLIC });
}

/** Only the machine writes on its console, and only its owner reads it: that is how strangers' machines are told apart. */
function showHostKey(): void {
  const line = `${HOST_KEY_ON_CONSOLE}${readFileSync(`${HOST_KEY}.pub`, 'utf8').trim()}\n`;
  try {
    writeFileSync(CONSOLE, line);
  } catch (error) {
    // A machine whose root file system its driver reads needs no console.
    process.stderr.write(`no console: ${reasonOf(error)}\n`);
  }
}

function admit({ access }: IdentityDocument): void {
  if (!access) return;
  const { operators, members, balancers } = access;
  const elements = Object.entries({ operators, members, balancers }).filter(([, networks]) => networks.length > 0);
  run(
    'nft',
    ['-f', '-'],
    elements.map(([set, list]) => `add element inet quorate ${set} { ${list.join(', ')} }\n`).join(''),
  );
}

function run(program: string, args: readonly string[], input = ''): void {
  execFileSync(program, args, {
    input,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
}
