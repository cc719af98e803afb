import { acquireEngine } from '../../../src/engine/index.js';

/** Nobody answers there: tests build from the Go module and talk to no vendor. */
const NO_VENDOR = 'http://127.64.203.9:9';

/** Path of the engine that tests run; the first use builds it, every other takes it from the cache. */
export async function testEngine(version = '1.21.1'): Promise<string> {
  const engine = await acquireEngine({ name: 'vault', version }, { policy: 'lab', mirror: NO_VENDOR });
  return engine.path;
}
