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
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const stamp = join(dist, 'stamp');
const stacks = join(dist, 'stacks.mjs');

/** One file each, because they are copied to where they run. */
const PROGRAMS = {
  balancer: 'src/machines/balancer/main.ts',
  fence: 'src/machines/fence/main.ts',
  metadata: 'src/machines/nspawn/metadata/main.ts',
  provider: 'src/provider/launch/main.ts',
};
/** What the launcher of the provider runs: a script, because only of those V8's compiled code can be kept. */
const SCRIPTS = { provider: 'src/provider/main.ts' };
/** A script, because loading modules costs 4 MB, in parts, because libraries do that it rarely needs. */
const AGENT = { agent: 'src/agent/main.ts' };
/** In parts, because each command loads only what it needs. */
const COMMAND = { main: 'src/cli/main.ts' };
/** The CDKTF app, apart: it changes most, and a mistake in it is none in the commands. */
const STACKS = { stacks: 'stacks/main.ts' };
/** What the programs are made of: those older than any of it are made again. */
const SOURCES = ['src', 'templates', 'engines', 'scripts', 'package-lock.json'];
const STACK_SOURCES = ['src', 'stacks', 'scripts', 'package-lock.json'];

/** Libraries written for CommonJS call require() and ask for their folder; an ES module has neither of its own. */
const BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __bundleFolder = require('node:path').dirname(require('node:url').fileURLToPath(import.meta.url));";

const OPTIONS = {
  absWorkingDir: root,
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
  define: { __dirname: '__bundleFolder' },
  logLevel: 'warning',
};

const SCRIPT_OPTIONS = {
  ...OPTIONS,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { 'import.meta.url': '__bundleUrl' },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

// As a module even what is imported dynamically would bring the loader of modules with it.
const AGENT_OPTIONS = { ...SCRIPT_OPTIONS, supported: { 'dynamic-import': false } };

/** Files below a folder, or the file itself, as absolute paths in a stable order. */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/** When a file last changed, or a folder lost or gained one. */
function newestChange(path) {
  const found = statSync(path);
  const { mtimeMs } = found;
  if (!found.isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function isMadeOf(file, sources) {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && made >= Math.max(...sources.map((source) => newestChange(join(root, source))));
}

/** Whether the programs are at least as new as everything they are made of. */
export function isFresh() {
  return isMadeOf(stamp, SOURCES);
}

/** Makes the programs again if need be. Sources that do not compile end the process; esbuild has shown where. */
export async function bringUpToDate() {
  if (!isFresh()) await orEnd(bundle());
}

/** The same for the stacks, and for the programs that they bring with them. */
export async function bringStacksUpToDate() {
  await bringUpToDate();
  if (!isMadeOf(stacks, STACK_SOURCES)) await orEnd(bundleStacks());
}

async function orEnd(bundling) {
  try {
    await bundling;
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    process.stderr.write('the sources cannot be bundled: see above\n');
    process.exit(1);
  }
}

/** A new bundle of the stacks takes the place of the old one; what changes while it is being read counts as newer. */
async function bundleStacks() {
  const { build } = await import('esbuild');
  const started = new Date();
  const draft = `${dist}.${process.pid}`;
  try {
    await build({ ...OPTIONS, entryPoints: STACKS, outdir: draft });
    const made = join(draft, 'stacks.mjs');
    utimesSync(made, started, started);
    mkdirSync(dist, { recursive: true });
    renameSync(made, stacks);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Bundles the programs into dist; nothing is replaced before all of it is made. */
async function bundle() {
  const [{ build }, { dynamicCommonJs }, { agentParts, partSources }] = await Promise.all([
    import('esbuild'),
    import('./setup/dynamic-commonjs.mjs'),
    import('./setup/agent-parts.mjs'),
  ]);
  // What changes while it is being read counts as newer than the bundle.
  const started = new Date();
  const draft = join(root, `dist.${process.pid}`);
  removeAbandoned();
  try {
    await Promise.all([
      build({ ...OPTIONS, entryPoints: PROGRAMS, outdir: draft }),
      // Names of functions are an object each.
      build({
        ...AGENT_OPTIONS,
        keepNames: false,
        entryPoints: AGENT,
        outdir: join(draft, 'agent'),
        plugins: [agentParts],
      }),
      ...partSources.map(([name, contents]) =>
        build({
          ...AGENT_OPTIONS,
          stdin: { contents, resolveDir: root },
          outfile: join(draft, 'agent', `${name}.cjs`),
        }),
      ),
      build({ ...SCRIPT_OPTIONS, entryPoints: SCRIPTS, outdir: draft }),
      build({
        ...OPTIONS,
        entryPoints: COMMAND,
        outdir: join(draft, 'quorate'),
        splitting: true,
        plugins: [dynamicCommonJs],
      }),
    ]);
    collectAssets(draft);
    writeFileSync(join(draft, 'stamp'), '');
    utimesSync(join(draft, 'stamp'), started, started);
    replaceDist(draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What killed bundlers left. */
function removeAbandoned() {
  for (const name of readdirSync(root)) {
    const pid = /^dist\.(\d+)(\.old)?$/.exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

/** Two programs may bundle at once: the later one wins, and no reader finds a folder that is half of each. */
function replaceDist(draft) {
  const old = `${draft}.old`;
  for (;;) {
    try {
      if (existsSync(dist)) renameSync(dist, old);
      renameSync(draft, dist);
      return;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code) || !existsSync(draft)) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** The folder that the provider is distributed as, with the sha256 of every file in it. */
function collectAssets(draft) {
  const folder = join(draft, 'assets');
  mkdirSync(folder, { recursive: true });
  for (const name of ['balancer.mjs', 'metadata.mjs', 'provider.mjs', 'provider.cjs']) {
    cpSync(join(draft, name), join(folder, name));
  }
  cpSync(join(draft, 'agent'), join(folder, 'agent'), { recursive: true });
  cpSync(join(root, 'templates'), join(folder, 'templates'), { recursive: true });
  cpSync(join(root, 'engines'), join(folder, 'engines'), { recursive: true });
  const files = Object.fromEntries(filesOf(folder).map((file) => [relative(folder, file), sha256(file)]));
  writeFileSync(join(folder, 'assets.json'), `${JSON.stringify({ files }, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bringStacksUpToDate();
