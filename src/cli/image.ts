import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { environmentPaths, imagesInUse, openEnvironment, pruneThere } from '../environment/index.js';
import { listImages, removeImage, type StoredImage, signImage } from '../image/index.js';
import { QuorateError } from '../schema/index.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { buildCommand } from './image/build.js';
import { projectFolder } from './project.js';
import { paintFor } from './render/paint.js';
import { table } from './render/table.js';
import { processShell, type Shell } from './shell.js';

const SHORT = 'sha256:'.length + 12;

/** `quorate image build | list | inspect | verify | sign | prune`: the images that machines are made from. */
export function imageCommand(shell: Shell = processShell): Command {
  return new Command('image')
    .description('baked images: what is in them, whether they are intact, which are of no use any more')
    .addCommand(buildCommand(shell))
    .addCommand(listCommand(shell))
    .addCommand(inspectCommand(shell))
    .addCommand(verifyCommand(shell))
    .addCommand(signCommand(shell))
    .addCommand(pruneCommand(shell));
}

function listCommand(shell: Shell): Command {
  const command = new Command('list').description('show every image and who needs it').action(() =>
    ending(shell, EXIT.failed, async () => {
      const { stored, used } = await look(shell);
      const rows = stored.map((image) => [shortOf(image), ...contents(image), used.get(image.digest) ?? '-']);
      shell.print(
        table(['digest', 'form', 'engine', 'condition', 'used by'], rows, paintFor(shell.interactive, shell.env)).join(
          '\n',
        ),
      );
      return EXIT.done;
    }),
  );
  return withExitCodes(command, { 0: 'done', 1: 'failed' });
}

function inspectCommand(shell: Shell): Command {
  const command = new Command('inspect')
    .description('print the manifest of an image: every file, package and checksum')
    .argument('<digest>', 'as list shows it, or its beginning')
    .action((digest: string) =>
      ending(shell, EXIT.failed, async () => {
        const found = await theOne(shell, digest);
        if (found.state.condition !== 'intact') throw notIntact(found.digest, found.state);
        shell.print(JSON.stringify(found.state.manifest, null, 2));
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'done', 1: 'there is none, or it is damaged' });
}

function verifyCommand(shell: Shell): Command {
  const command = new Command('verify').description('compare every image with its manifest').action(() =>
    ending(shell, EXIT.failed, async () => {
      const { stored } = await look(shell);
      const damaged = stored.filter(({ state }) => state.condition !== 'intact');
      for (const image of damaged) shell.note(notIntact(image.digest, image.state).toString());
      if (damaged.length === 0) shell.note(`all intact: ${stored.length}`);
      return damaged.length === 0 ? EXIT.done : EXIT.failed;
    }),
  );
  return withExitCodes(command, { 0: 'all are intact', 1: 'one is not' });
}

function pruneCommand(shell: Shell): Command {
  const command = new Command('prune')
    .description('remove images that no machine runs, but for the newest and the previous one of every environment')
    .option('--region <name>', 'those of this account on EC2 instead, in this region')
    .action(({ region }: { region?: string }) =>
      ending(shell, EXIT.failed, async () => {
        const { images, stored, used } = await look(shell);
        if (region !== undefined) {
          const { removed, deprecated } = await pruneThere(region, new Set(used.keys()));
          shell.note(`removed: ${removed.join(', ') || 'none'}; deprecated: ${deprecated.join(', ') || 'none'}`);
          return EXIT.done;
        }
        const unused = stored.filter(({ digest }) => !used.has(digest));
        for (const { digest } of unused) await removeImage(images, digest);
        shell.note(unused.length === 0 ? 'every image is in use' : `removed: ${unused.map(shortOf).join(', ')}`);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'done', 1: 'failed' });
}

function signCommand(shell: Shell): Command {
  const command = new Command('sign')
    .description('sign an image that is intact: its manifest, which holds the checksum of everything in it')
    .argument('<digest>', 'as list shows it, or its beginning')
    .requiredOption('--key <file>', 'Ed25519 private key in PEM')
    .action((digest: string, { key }: { key: string }) =>
      ending(shell, EXIT.failed, async () => {
        const found = await theOne(shell, digest);
        if (found.state.condition !== 'intact') throw notIntact(found.digest, found.state);
        await signImage(found.path, await readFile(resolve(shell.cwd, key), 'utf8'));
        shell.note(`signed: ${found.digest}`);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'signed', 1: 'there is none, or it is damaged, or the key is none' });
}

async function look({ cwd }: Shell) {
  const project = projectFolder(cwd);
  const { root, images } = environmentPaths(project, '');
  const used = await imagesInUse(root, (name) => openEnvironment(project, name));
  return { images, used, stored: await listImages(images) };
}

async function theOne(shell: Shell, wanted: string): Promise<StoredImage> {
  const { stored } = await look(shell);
  const [found, other] = stored.filter(({ digest }) =>
    digest.replace('sha256:', '').startsWith(wanted.replace('sha256:', '')),
  );
  if (found && !other) return found;
  throw new QuorateError(
    'QRT-IMAGE-MISSING',
    `${found ? 'more than one image begins' : 'no image begins'} with ${wanted}`,
    '`quorate image list` shows them.',
  );
}

function notIntact(digest: string, state: StoredImage['state']): QuorateError {
  return new QuorateError(
    'QRT-IMAGE-DAMAGED',
    `image ${digest.slice(0, SHORT)} is not what was baked: ${state.condition === 'damaged' ? state.reason : state.condition}`,
    'Deploy again: a damaged image is baked anew.',
  );
}

function shortOf({ digest }: StoredImage): string {
  return digest.slice(0, SHORT);
}

function contents({ state }: StoredImage): string[] {
  if (state.condition !== 'intact') return ['', '', state.condition];
  const { form, engine } = state.manifest;
  return [form, `${engine.name}@${engine.version}`, state.condition];
}
