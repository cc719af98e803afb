import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Folder of the built assets that travel with the provider, found from where this module lies: in the sources, in a
 * bundle below `dist`, or in an installed package.
 *
 * @throws Error when they were not built.
 */
export function assetsFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder)
    folder = path.dirname(folder);
  const assets = path.join(folder, 'dist', 'assets');
  if (existsSync(path.join(assets, 'assets.json'))) return assets;
  throw new Error(
    `The bundles are not built: expected ${assets}. Run \`npm run build\`; \`npm run up\` does so by itself.`,
  );
}
