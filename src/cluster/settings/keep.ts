import { isDeepStrictEqual } from 'node:util';
import { type EngineClient, EngineError } from '../../engine/index.js';
import { QuorateError } from '../../schema/index.js';
import type { ClusterAccess } from '../access.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { both, declaredBy, readDeclared, writeDeclared } from './declared.js';
import { differencesOf, mend } from './setting.js';
import { settingsOf } from './settings.js';

/** What the settings of a cluster depend on. */
export interface SettingsContext {
  readonly access: Pick<ClusterAccess, 'store' | 'signer'>;
  readonly spec: ClusterSpec;
}

/** How the engine differs from what is declared. Changes nothing. */
export async function lookAtSettings(context: SettingsContext, engine: EngineClient): Promise<readonly string[]> {
  const { access, spec } = context;
  const reach = both(declaredBy(spec), await readDeclared(access.store));
  return await differencesOf(engine, await settingsOf(spec, access.signer, reach));
}

/**
 * Makes the engine what is declared, and reads that it is. Names are noted before they are on the engine, and forgotten
 * after they have left it, so that it can be broken off anywhere.
 *
 * @param told every difference, as it is mended
 * @throws QuorateError `QRT-SETTINGS` when the engine differs all the same, `QRT-CONFIGURE-REFUSED` when it does not let
 *   this client change it
 */
export async function keepSettings(
  context: SettingsContext,
  engine: EngineClient,
  told: (difference: string) => void,
): Promise<void> {
  const { access, spec } = context;
  const declared = declaredBy(spec);
  const reach = both(declared, await readDeclared(access.store));
  try {
    await writeDeclared(access.store, reach);
    await mend(engine, await settingsOf(spec, access.signer, reach), told);
    // With fewer names to reach, `configure` itself is narrowed last.
    if (!isDeepStrictEqual(reach, declared)) await mend(engine, await settingsOf(spec, access.signer, declared), told);
    await writeDeclared(access.store, declared);
  } catch (error) {
    throw error instanceof EngineError && error.status === 403 ? refused(spec, error) : error;
  }
  const left = await differencesOf(engine, await settingsOf(spec, access.signer, declared));
  if (left.length > 0) throw notKept(spec, left);
}

/** The engine does not let `configure` in, or not to do what it is for: nobody but the share holders can mend that. */
export function refused({ environment }: ClusterSpec, cause: EngineError): QuorateError {
  return new QuorateError(
    'QRT-CONFIGURE-REFUSED',
    `the engine of ${environment} does not let the role configure change its settings: ${cause.message}`,
    `Its policy or its login was changed by hand. The share holders make a root token (\`quorate keys root ${environment}\`); ` +
      `\`quorate configure ${environment} --root\` takes it on standard input, mends the settings, and revokes it.`,
    { cause },
  );
}

function notKept({ environment }: ClusterSpec, left: readonly string[]): QuorateError {
  return new QuorateError(
    'QRT-SETTINGS',
    `the settings of the engine of ${environment} were written and are not as declared: ${left.join('; ')}`,
    'Look whether somebody else changes them at the same time (the audit log tells who), then run it again.',
  );
}
