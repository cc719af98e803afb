import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { installedFiles } from '../../src/image/machine/installed-files.js';
import { NODE_RUNTIME } from '../../src/image/machine/node-runtime.js';
import { imageManifest, MACHINE_PROGRAM } from '../../src/schema/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const CURE = 'bake an image (`quorate image build`) and run `node scripts/image-chapter.mjs --from ITS/manifest.json`';

describe('the chapter “What is in the image”', () => {
  const manifest = imageManifest.parse(JSON.parse(read('docs/image-manifest.json')));

  test('is what its script makes of the manifest', async () => {
    const { stdout } = await execa(process.execPath, [path.join(ROOT, 'scripts/image-chapter.mjs'), '--stdout']);
    expect(read('README.md').includes(stdout), 'run `node scripts/image-chapter.mjs`').toBe(true);
  });

  test('is of an image as it is baked now: the same Node, the same files', async () => {
    expect(manifest.machine?.node.version, CURE).toBe(NODE_RUNTIME.version);
    // The templates as they are in the checkout.
    const rendered = (await installedFiles(ROOT, manifest.engine.file)).map((file) => file.path);
    const agent = ['agent/agent.cjs', 'agent/metrics.cjs', 'agent/storage.cjs'];
    const programs = ['bin/node', manifest.engine.file, ...agent, 'templates/engine.hcl.hbs', 'manifest.json'];
    const expected = [...rendered, ...programs.map((file) => `${MACHINE_PROGRAM}/${file}`)];
    expect(Object.keys(manifest.machine?.installed ?? {}).sort(), CURE).toEqual(expected.sort());
  });
});
