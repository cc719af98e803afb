import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { socketPath } from '../process/index.js';
import { identityDocument, imageManifest, reasonOf } from '../schema/index.js';
import { OwnEngine } from './engine/own-engine.js';
import { EngineSupervisor } from './engine/supervisor.js';
import { agentHome } from './home.js';
import { probeServer, tls } from './http/probe.js';
import { dispatch } from './http/router.js';
import { verbs } from './http/verbs.js';
import { ensureKeys } from './keys.js';
import { agentLog } from './log.js';
import type { Node } from './node.js';
import { unsealServer } from './seal/transit.js';
import { keepCopying } from './snapshots/keep-copying.js';
import { keepTaking } from './snapshots/keep-taking.js';
import { AgentMemory, startSignature } from './state.js';
import { boot } from './verbs/lifecycle.js';

const SEAL_WATCH_MS = 2_000;

/** Runs the agent of the machine in this folder until SIGTERM; the engine is stopped with it. */
async function main(folder: string): Promise<void> {
  const home = agentHome(folder);
  const image = join(dirname(fileURLToPath(import.meta.url)), '..');
  const identity = identityDocument.parse(JSON.parse(readFileSync(home.identity, 'utf8')));
  const manifest = imageManifest.parse(JSON.parse(readFileSync(join(image, 'manifest.json'), 'utf8')));
  const log = agentLog(identity.machine_id);
  const memory = new AgentMemory(home);
  const binary = join(image, manifest.engine.file);
  const node: Node = {
    home,
    identity,
    log,
    memory,
    binary,
    supervisor: new EngineSupervisor(binary, home, log, () => startSignature(memory.get())),
    template: readFileSync(join(image, 'templates', 'engine.hcl.hbs'), 'utf8'),
    engine: new OwnEngine(home, identity),
    version: manifest.digest.slice(7, 19),
    snapshots: null,
  };
  await ensureKeys(home, identity.machine_id);
  const socket = await serve(node);
  process.once('SIGTERM', () => void shutDown(node, socket));
  await boot(node);
  if (identity.role === 'seal') keepUnsealed(node);
  else {
    keepTaking(node);
    keepCopying(node);
  }
}

async function serve(node: Node): Promise<string> {
  const probe = probeServer(node);
  const enrolmentChanged = (method: string, path: string): boolean => method === 'PUT' && path === '/v1/enrolment';
  const routes = verbs(node);
  const api = createServer(async (request, response) => {
    await dispatch(routes, request, response);
    if (enrolmentChanged(request.method ?? '', request.url ?? '')) probe.setSecureContext(tls(node));
  });
  const socket = await socketPath(node.identity.machine_id);
  rmSync(socket, { force: true });
  await new Promise<void>((listening, failed) => api.once('error', failed).listen(socket, listening));
  node.log.info({ socket }, 'agent answers');
  return socket;
}

/** A seal server comes back from a restart by itself; members wait for it, sealed, and try again every 5 s. */
function keepUnsealed(node: Node): void {
  const look = (): void =>
    void unsealServer(node)
      .catch((error) => node.log.warn({ reason: reasonOf(error) }, 'the seal server is still sealed'))
      .finally(() => setTimeout(look, SEAL_WATCH_MS).unref());
  look();
}

async function shutDown(node: Node, socket: string): Promise<void> {
  await node.supervisor.stop();
  rmSync(socket, { force: true });
  process.exit(0);
}

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('The node agent is started by its machine: agent.mjs FOLDER\n');
  process.exit(1);
}
await main(folder);
