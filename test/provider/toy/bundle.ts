import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const folder = import.meta.dirname;

const common: BuildOptions = { bundle: true, platform: 'node', target: 'node20', minify: true, logLevel: 'error' };

/** Bundles the toy provider as the real one is bundled: a launcher, and beside it one minified file. */
export async function bundleToyProvider(assets: string): Promise<void> {
  const launcher = path.resolve('src/provider/launch/main.ts');
  await build({ ...common, entryPoints: [launcher], outfile: path.join(assets, 'provider.mjs'), format: 'esm' });
  const provider = path.join(folder, 'provider.ts');
  await build({ ...common, entryPoints: [provider], outfile: path.join(assets, 'provider.cjs'), format: 'cjs' });
}

/** Bundles the toy's cdktf app, so that it runs in a folder without node_modules. */
export async function bundleToyApp(outfile: string): Promise<void> {
  await build({ ...common, entryPoints: [path.join(folder, 'app.ts')], outfile, format: 'cjs' });
}
