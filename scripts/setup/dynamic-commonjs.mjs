// esbuild plugin for bundles in parts: what `await import()` of a CommonJS package gives.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAMESPACE = 'dynamic-commonjs';

/**
 * Gives a dynamically imported CommonJS package its names, as Node and bundles in one piece do; in a part of its own
 * esbuild exports nothing but the default. Which names there are shows only when it runs: so the part is a module with
 * a `then`, and what that resolves to is what `await import()` returns.
 */
export const dynamicCommonJs = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === NAMESPACE) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: NAMESPACE });
      const isOurs = !found.external && found.errors.length === 0 && isCommonJs(found.path);
      return isOurs ? { path: found.path, namespace: NAMESPACE } : found;
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `
        import commonjs from ${JSON.stringify(path)};
        export const then = (resolve) => resolve({ ...commonjs, default: commonjs });`,
      resolveDir: dirname(path),
    }));
  },
};

function isCommonJs(file) {
  if (/\.(mjs|json|wasm)$/.test(file)) return false;
  if (file.endsWith('.cjs')) return true;
  // Packages made for bundlers too have ES modules under the same ending; bundlers go by what is written in them.
  if (/^(import|export)[\s{*]/m.test(readFileSync(file, 'utf8'))) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type !== 'module';
  }
}
