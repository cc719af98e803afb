import { EngineClient, type EngineTls } from '../../engine/index.js';

/** Makes clients that show one certificate and trust one authority, each with connections of its own. */
export function clientsWith(tls: EngineTls): (address: string) => EngineClient {
  return (address) => new EngineClient({ address, tls });
}
