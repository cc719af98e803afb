import { type EngineName, type EngineRelease, engineRelease, QuorateError } from '../../schema/index.js';

/** `vault@1.21.1`. */
export const releaseName = ({ name, version }: EngineRelease): string => `${name}@${version}`;

/** What the engine's program is called: its archive, its folder in the cache and users' fingers all use this name. */
export const programName = (name: EngineName): string => (name === 'openbao' ? 'bao' : 'vault');

/**
 * Reads `vault@1.21.1`.
 *
 * @throws QuorateError `QRT-ENGINE-UNKNOWN` when it is not written like that, or names no engine.
 */
export function parseRelease(text: string): EngineRelease {
  const [name, version, ...rest] = text.split('@');
  const parsed = engineRelease.safeParse({ name, version });
  if (parsed.success && rest.length === 0) return parsed.data;
  throw new QuorateError(
    'QRT-ENGINE-UNKNOWN',
    `an engine is named like vault@1.21.1 or openbao@2.5.5, received ${JSON.stringify(text)}`,
    'Give the name, an @ and the full version; `quorate engine list` shows what is known.',
  );
}
