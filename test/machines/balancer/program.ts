import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('../../../src/machines/balancer/main.ts', import.meta.url));

/** Bundles the balancer's program into a folder, and returns its path. */
export async function balancerProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'balancer.mjs');
  await build({ entryPoints: [ENTRY], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
}
