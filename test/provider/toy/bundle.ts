import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const folder = import.meta.dirname;

const common: BuildOptions = { bundle: true, platform: 'node', target: 'node20', minify: true, logLevel: 'error' };

/** Bundles the toy provider as the real one is bundled: one minified ESM file, nothing beside it. */
export async function bundleToyProvider(outfile: string): Promise<void> {
  await build({
    ...common,
    entryPoints: [path.join(folder, 'provider.ts')],
    outfile,
    format: 'esm',
    banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
  });
}

/** Bundles the toy's cdktf app, so that it runs in a folder without node_modules. */
export async function bundleToyApp(outfile: string): Promise<void> {
  await build({ ...common, entryPoints: [path.join(folder, 'app.ts')], outfile, format: 'cjs' });
}
