import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRoles } from '../aws/index.js';
import { socketPath } from '../process/index.js';
import { AGENT_SOCKET, identityDocument, imageManifest, MACHINE_RUN, reasonOf } from '../schema/index.js';
import { giveEngineItsRole } from './account/engine-credentials.js';
import { keepPublishing } from './account/keep-publishing.js';
import { keepShipping } from './audit/keep-shipping.js';
import { keepAuditBounded } from './audit/rotate.js';
import { AuditShipper } from './audit/ship.js';
import { keepRenewing } from './certificate/keep-renewing.js';
import { ChildSupervisor } from './engine/child-supervisor.js';
import { OwnEngine } from './engine/own-engine.js';
import { UnitSupervisor } from './engine/unit-supervisor.js';
import { type AgentHome, agentHome, machineHome } from './home.js';
import { probeServer, tls } from './http/probe.js';
import { dispatch } from './http/router.js';
import { verbs } from './http/verbs.js';
import { ensureKeys } from './keys/keys.js';
import { agentLog } from './log.js';
import type { Node } from './node.js';
import { ensureOperators } from './operators.js';
import { prepareMachine } from './prepare/prepare.js';
import { unsealServer } from './seal/transit.js';
import { keepCopying } from './snapshots/keep-copying.js';
import { keepTaking } from './snapshots/keep-taking.js';
import { AgentMemory, startSignature, trustedOf } from './state.js';
import { boot } from './verbs/lifecycle.js';

const SEAL_WATCH_MS = 2_000;

/** Where an agent runs: as a process among others, or as a service of a machine of its own. */
interface Station {
  readonly home: AgentHome;
  /** The socket for operators; by default one in the user's runtime directory. */
  readonly socket?: string;
}

/** Runs the agent of a machine until SIGTERM. */
async function main({ home, socket: ownSocket }: Station): Promise<void> {
  const image = join(dirname(fileURLToPath(import.meta.url)), '..');
  const identity = identityDocument.parse(JSON.parse(readFileSync(home.identity, 'utf8')));
  const manifest = imageManifest.parse(JSON.parse(readFileSync(join(image, 'manifest.json'), 'utf8')));
  const log = agentLog(identity.machine_id);
  const memory = new AgentMemory(home);
  const binary = join(image, manifest.engine.file);
  const signature = () => startSignature(memory.get(), trustedOf(home));
  const node: Node = {
    home,
    identity,
    log,
    memory,
    binary,
    supervisor: ownSocket ? new UnitSupervisor(home, signature) : new ChildSupervisor(binary, home, log, signature),
    template: readFileSync(join(image, 'templates', 'engine.hcl.hbs'), 'utf8'),
    engine: new OwnEngine(home, identity),
    version: manifest.digest.slice(7, 19),
    snapshots: null,
    renewalFailure: null,
    audit: new AuditShipper({ home, identity, memory, log }),
  };
  ensureKeys(home, identity.machine_id);
  ensureOperators(home, identity);
  const { socket, showCertificate } = await serve(node, ownSocket);
  const refused = (reason: string) => log.warn({ reason }, 'the engine was not given its permissions');
  await giveEngineItsRole(identity, (region) => openRoles({ region }), refused);
  process.once('SIGTERM', () => void shutDown(node, socket));
  await boot(node);
  keepAuditBounded(node);
  if (identity.role === 'seal') keepUnsealed(node);
  else {
    keepPublishing(node);
    keepShipping(node);
    keepRenewing(node, async () => {
      showCertificate();
      await node.supervisor.reload();
    });
    keepTaking(node);
    keepCopying(node);
  }
}

async function serve(node: Node, ownSocket?: string) {
  const probe = probeServer(node);
  const showCertificate = () => probe.setSecureContext(tls(node));
  const enrolmentChanged = (method: string, path: string): boolean => method === 'PUT' && path === '/v1/enrolment';
  const routes = verbs(node);
  const api = createServer(async (request, response) => {
    await dispatch(routes, request, response);
    if (enrolmentChanged(request.method ?? '', request.url ?? '')) showCertificate();
  });
  const socket = ownSocket ?? (await socketPath(node.identity.machine_id));
  rmSync(socket, { force: true });
  await new Promise<void>((listening, failed) => api.once('error', failed).listen(socket, listening));
  // For the group of the folder that it lies in, which is the operators'.
  if (ownSocket) chmodSync(ownSocket, 0o660);
  node.log.info({ socket }, 'agent answers');
  return { socket, showCertificate };
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
  await node.supervisor.agentEnds();
  rmSync(socket, { force: true });
  process.exit(0);
}

const where = process.argv[2];
if (!where) {
  process.stderr.write('The node agent is started by its machine: agent.cjs FOLDER | prepare | machine\n');
  process.exit(1);
}
// As a script it cannot wait here; what fails ends it all the same, as an unhandled rejection.
if (where === 'prepare') void prepareMachine();
else if (where === 'machine') void main({ home: machineHome(), socket: join(MACHINE_RUN, AGENT_SOCKET) });
else void main({ home: agentHome(where) });
