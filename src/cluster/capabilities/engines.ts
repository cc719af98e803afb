import type { EngineName, EngineRelease } from '../../schema/index.js';
import type { Capabilities } from './capabilities.js';
import { judgePair } from './pairs.js';

/** Measured with Vault 1.19.0 and 1.21.1, and OpenBao 2.4.4 and 2.5.5. */
const ENGINES: Readonly<Record<EngineName, Capabilities>> = {
  vault: { nonVoters: false, removedHealthCode: 530, pair: judgePair },
  openbao: { nonVoters: true, removedHealthCode: null, pair: judgePair },
};

/** What an engine can do, as far as planning is concerned. */
export function capabilitiesOf(engine: Pick<EngineRelease, 'name'>): Capabilities {
  return ENGINES[engine.name];
}
