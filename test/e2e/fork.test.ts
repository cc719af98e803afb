import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';

const FORK = 'npm:cdktn@0.24.0';
/** What the project itself brings: there must be one of each, or classes of one are strangers to the other. */
const SHARED = ['cdktf', 'constructs', '.package-lock.json', '.bin'];

describe.skipIf(!EVERYTHING)('the fork of cdktf in its place', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = Lab.create({ label: 'fork' });
    await installFork(lab);
  });
  afterAll(() => lab.remove());

  test('the same stack synthesises, deploys, is healthy, and deploys again with no changes', async () => {
    await lab.deploy();
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1 });
    expect((await lab.deploy()).text).toContain('No changes.');
  });
});

/** Gives the lab's project node_modules of its own, where the name cdktf is the fork and all else is what it was. */
async function installFork(lab: Lab): Promise<void> {
  const modules = path.join(lab.folder, 'node_modules');
  const original = readlinkSync(modules);
  const scratch = mkdtempSync(path.join(tmpdir(), 'fork-'));
  try {
    writeFileSync(path.join(scratch, 'package.json'), JSON.stringify({ dependencies: { cdktf: FORK } }));
    await execa('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: scratch });
    rmSync(modules);
    mkdirSync(modules);
    for (const name of readdirSync(original)) {
      if (name !== 'cdktf') symlinkSync(path.join(original, name), path.join(modules, name));
    }
    const installed = path.join(scratch, 'node_modules');
    cpSync(path.join(installed, 'cdktf'), path.join(modules, 'cdktf'), { recursive: true });
    for (const name of readdirSync(installed).filter((each) => !SHARED.includes(each))) {
      cpSync(path.join(installed, name), path.join(modules, 'cdktf/node_modules', name), { recursive: true });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
