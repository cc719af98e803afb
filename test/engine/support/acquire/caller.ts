import { acquireEngine } from '../../../../src/engine/index.js';

/** Another process that wants the engine: `caller.ts ENGINES CACHE PATH`. */
const [enginesDir = '', cacheDir = '', path = ''] = process.argv.slice(2);
const release = { name: 'vault', version: '1.2.3' } as const;
const env = { ...process.env, PATH: path, QUORATE_ENGINE_MIRROR: undefined };
const engine = await acquireEngine(release, { policy: 'lab', enginesDir, cacheDir, env });
process.stdout.write(`${engine.path}\n`);
