import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { type PluginList, QuorateError } from '../../schema/index.js';

const DEADLINE_MS = 15_000;
const catalogue = z.object({ data: z.object({ auth: z.array(z.string()), secret: z.array(z.string()) }) });

/**
 * The plugins that are built into an engine's binary, by its own word: only a running server tells them, so one runs in
 * memory, on a loopback port, with a token of its own, for the quarter of a second that it takes to ask.
 *
 * @param folder where the server may have a home for that time
 * @throws QuorateError `QRT-ENGINE-TIMEOUT` when it does not tell
 */
export async function builtInPlugins(binary: string, folder: string): Promise<PluginList> {
  const home = await mkdtemp(join(folder, 'plugins-'));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const child = spawn(binary, ['server', '-dev', '-dev-no-store-token', `-dev-listen-address=${address}`], {
    cwd: home,
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = once(child, 'close').catch(() => undefined);
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const token = await Promise.race([tokenOf(child), gone.then(() => undefined), expired(signal)]);
    if (token === undefined) throw untold();
    const headers = { 'X-Vault-Token': token };
    const answer = await fetch(`http://${address}/v1/sys/plugins/catalog`, { headers, signal });
    const { auth, secret } = catalogue.parse(await answer.json()).data;
    return { auth, secret };
  } finally {
    child.kill('SIGKILL');
    await gone;
    await rm(home, { recursive: true, force: true });
  }
}

/** A server in memory prints the token that it made for itself once it serves. */
async function tokenOf({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) return undefined;
  for await (const line of createInterface({ input: stdout })) {
    const token = /^Root Token: (\S+)/.exec(line)?.[1];
    if (token !== undefined) {
      stdout.resume();
      return token;
    }
  }
  return undefined;
}

/** The server also takes the port after its own; both are free as long as nobody is faster. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a listening socket has a port');
  return address.port;
}

async function expired(signal: AbortSignal): Promise<undefined> {
  await once(signal, 'abort');
}

function untold(): QuorateError {
  return new QuorateError(
    'QRT-ENGINE-TIMEOUT',
    `the engine of this image did not tell its plugins within ${DEADLINE_MS / 1000} s`,
    'Run it by hand with `server -dev` to see why it does not start.',
  );
}
