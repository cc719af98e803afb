import { certificateRoles, decryptMessage, deleteKeyPair, ensureKeyPair } from '../../custody/index.js';
import { type EngineClient, EngineError } from '../../engine/index.js';
import { CERTIFICATE_MOUNT, QuorateError } from '../../schema/index.js';
import { keepSettings } from '../settings/keep.js';
import { addressOf, type StepContext } from './context.js';

/**
 * Uses the root token once: audit before anything else, then policies, logins and what else is declared, and the
 * operator's login proven. Then root is revoked, the revocation proven, and the key that could open it deleted. Resumes anywhere.
 */
export async function secure(context: StepContext, id: string): Promise<void> {
  const { access } = context;
  const entry = await access.sealed.read();
  if (entry?.state !== 'confirmed') throw new Error('a cluster is secured once its keys are confirmed');
  if (entry.root_revoked === null && entry.root_token !== null) {
    const address = await addressOf(context, id);
    const token = await decryptMessage(entry.root_token, await ensureKeyPair(access.working, 'bootstrap'));
    const plain = await access.logins.connect('operator', address);
    const root = plain.withToken(token);
    if (await isAlive(root)) {
      await setUp(context, root);
      await access.logins.as('operator', address);
      await revokeForGood(root);
    }
    // A root that was revoked by an earlier run left logins that work, or nobody could go on from here.
    await access.logins.as('operator', address);
    await access.sealed.apply({ event: 'root-revoked' });
  }
  await deleteKeyPair(access.working, 'bootstrap');
}

/** Makes of a cluster what operators can log in to: audit before anything else, then policies and logins. */
export async function setUp(context: StepContext, root: EngineClient): Promise<void> {
  await keepSettings(context, root, () => undefined);
}

/** Says anew who may log in by certificate. */
export async function writeRoles(
  { access, spec }: Pick<StepContext, 'access' | 'spec'>,
  client: EngineClient,
): Promise<void> {
  const roles = certificateRoles(await access.signer.authorities(), { admin: spec.custody.type === 'lab' });
  await Promise.all(roles.map(({ name, body }) => client.write(`auth/${CERTIFICATE_MOUNT}/certs/${name}`, body)));
}

/** Revokes the client's own token and proves that it is revoked. @throws QuorateError `QRT-ROOT-LIVES` */
export async function revokeForGood(root: EngineClient): Promise<void> {
  await root.token.revokeSelf();
  if (await isAlive(root)) throw rootLives(root.address);
}

/** Whether the token is still good; only a refusal proves that it is not. */
async function isAlive(client: EngineClient): Promise<boolean> {
  try {
    await client.token.lookupSelf();
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.status === 403) return false;
    throw error;
  }
}

function rootLives(id: string): QuorateError {
  return new QuorateError(
    'QRT-ROOT-LIVES',
    `the root token was revoked on ${id} and still works`,
    'Deploy again; the revocation is repeated until it is proven.',
  );
}
