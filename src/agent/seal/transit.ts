import { type EngineClient, engineCapabilities, ensureAudit } from '../../engine/index.js';
import { QuorateError } from '../../schema/index.js';
import { awaitAnswer, awaitEngine } from '../engine/await.js';
import { type Node, writeConfiguration } from '../node.js';
import { MINTER_POLICY, memberPolicy } from './policies.js';
import { type ServerSecrets, serverSecretsOf } from './server-secrets.js';

const UNINITIALIZED = 501;
const MOUNT = 'transit';
/** Renewed by the engine that uses it; a node that was off longer gets a new one with the next deploy. */
const TOKEN_PERIOD = '768h';

/**
 * Makes this seal server ready: initialized, unsealed, audited, with the transit key. Can be repeated.
 *
 * Its listener opens as soon as nobody can initialize it any more, and before it is unsealed: an active engine sleeps
 * half a second before it ends.
 */
export async function prepareTransit(node: Node, keyName: string): Promise<void> {
  const secrets = serverSecretsOf(node.home);
  await awaitEngine(node, 'answer and initialize', async (engine) => {
    if ((await engine.health()).code !== UNINITIALIZED) return true;
    const reply = await engine.init({ kind: 'unseal', shares: 1, threshold: 1, protection: 'plaintext' });
    secrets.write({ unseal_key: reply.sharesBase64[0] ?? '', root_token: reply.rootToken });
    return true;
  });
  await openServer(node);
  await unsealServer(node);
  await setUp(node, secrets.read(), keyName);
  node.memory.update({ admitted: true });
}

/** Unseals the server with its own key, as after a reboot. Does nothing before it was set up. */
export async function unsealServer(node: Node): Promise<void> {
  const secrets = serverSecretsOf(node.home).read();
  if (!secrets) return;
  await awaitEngine(node, 'unseal and lead', async (engine) => {
    if ((await engine.sealStatus()).sealed) await engine.unseal({ key: secrets.unseal_key });
    return (await engine.health()).code === 200 ? true : undefined;
  });
}

/** A token for one member, good for the transit key alone. */
export async function transitToken(node: Node, machineId: string): Promise<{ token: string }> {
  const minter = serverSecretsOf(node.home).read()?.minter_token;
  if (!minter) throw notReady(node);
  return await awaitEngine(node, 'issue a token', async (engine) => {
    const as = engine.withToken(minter);
    return { token: (await as.token.create({ role: 'member', meta: { machine: machineId } })).client_token };
  });
}

async function setUp(node: Node, secrets: ServerSecrets | undefined, keyName: string): Promise<void> {
  if (!secrets?.root_token) return;
  const { root_token: root, ...kept } = secrets;
  await awaitEngine(node, 'be set up', async (engine) => {
    const as = engine.withToken(root);
    await prepare(as, node, keyName);
    const minter = secrets.minter_token ?? (await mint(as));
    serverSecretsOf(node.home).write({ ...secrets, minter_token: minter });
    await as.token.revokeSelf();
    serverSecretsOf(node.home).write({ ...kept, minter_token: minter });
    return true;
  });
}

async function prepare(engine: EngineClient, node: Node, keyName: string): Promise<void> {
  const { configuration } = node.memory.get();
  await ensureAudit(engine, configuration === null || engineCapabilities(configuration.engine).auditByApi);
  if (!(await engine.mounts.list())[`${MOUNT}/`]) await engine.mounts.enable(MOUNT, { type: 'transit' });
  await engine.transit(MOUNT).createKey(keyName);
  await engine.policies.put('member', memberPolicy(keyName));
  await engine.policies.put('minter', MINTER_POLICY);
  await engine.token.putRole('member', {
    allowed_policies: ['member'],
    orphan: true,
    renewable: true,
    token_period: TOKEN_PERIOD,
  });
}

async function mint(engine: EngineClient): Promise<string> {
  return (await engine.token.createOrphan({ policies: ['minter'], period: TOKEN_PERIOD })).client_token;
}

async function openServer(node: Node): Promise<void> {
  if (node.memory.get().listener === 'public') return;
  node.memory.update({ listener: 'public' });
  writeConfiguration(node);
  await node.supervisor.restart();
  await awaitAnswer(node);
}

function notReady(node: Node): QuorateError {
  return new QuorateError(
    'QRT-SEAL-NOT-READY',
    `the seal server ${node.identity.machine_id} is not set up yet and cannot issue tokens`,
    'Run the deploy again: quorate_seal sets it up before any member is made.',
  );
}
