// Bundles the programs that travel without node_modules, and the assets that the provider carries into every stack.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const assets = join(dist, 'assets');
const stamp = join(dist, 'stamp');

const PROGRAMS = {
  agent: 'src/agent/main.ts',
  balancer: 'src/machines/balancer/main.ts',
  provider: 'src/provider/main.ts',
  quorate: 'src/cli/main.ts',
  stacks: 'stacks/main.ts',
};
/** What the bundles are made of: a bundle older than any of it is made again. */
const SOURCES = ['src', 'stacks', 'templates', 'engines', 'scripts', 'package-lock.json'];

/** Libraries written for CommonJS call require(); an ES module has none of its own. */
const BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Files below a folder, or the file itself, as absolute paths in a stable order. */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

function newestSource() {
  return Math.max(...SOURCES.flatMap((source) => filesOf(join(root, source))).map((file) => statSync(file).mtimeMs));
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Whether dist is at least as new as everything it is made of. */
export function isFresh() {
  return existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource();
}

/** Bundles everything into dist; nothing is replaced before all of it is made. */
export async function bundle() {
  const draft = join(root, `dist.${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  try {
    await build({
      absWorkingDir: root,
      entryPoints: PROGRAMS,
      outdir: draft,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      minify: true,
      keepNames: true,
      legalComments: 'none',
      external: ['cpu-features', '*.node'],
      banner: { js: BANNER },
      logLevel: 'warning',
    });
    collectAssets(draft);
    rmSync(dist, { recursive: true, force: true });
    renameSync(draft, dist);
    writeFileSync(stamp, '');
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The folder that the provider is distributed as, with the sha256 of every file in it. */
function collectAssets(draft) {
  const folder = join(draft, 'assets');
  mkdirSync(folder, { recursive: true });
  for (const program of ['agent', 'balancer', 'provider']) {
    cpSync(join(draft, `${program}.mjs`), join(folder, `${program}.mjs`));
  }
  cpSync(join(root, 'templates'), join(folder, 'templates'), { recursive: true });
  cpSync(join(root, 'engines'), join(folder, 'engines'), { recursive: true });
  const files = Object.fromEntries(filesOf(folder).map((file) => [relative(folder, file), sha256(file)]));
  writeFileSync(join(folder, 'assets.json'), `${JSON.stringify({ files }, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !isFresh()) await bundle();
