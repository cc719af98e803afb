import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('the picture of the architecture is what its script draws', async () => {
  const { stdout } = await execa(process.execPath, [path.join(ROOT, 'scripts/architecture.mjs'), '--stdout']);
  const kept = readFileSync(path.join(ROOT, 'docs/architecture.svg'), 'utf8').trim();
  expect(kept === stdout.trim(), 'run `node scripts/architecture.mjs` and commit docs/architecture.svg').toBe(true);
});

test('the picture of the network on AWS is what its script draws of the reviewed stack', async () => {
  const { stdout } = await execa(process.execPath, [path.join(ROOT, 'scripts/network-picture.mjs'), '--stdout']);
  const kept = readFileSync(path.join(ROOT, 'docs/aws-network.svg'), 'utf8').trim();
  expect(kept === stdout.trim(), 'run `node scripts/network-picture.mjs` and commit docs/aws-network.svg').toBe(true);
});
