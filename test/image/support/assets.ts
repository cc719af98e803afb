import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A release as `engines/lock.json` has it. */
export function locked(version: string, ...artefacts: readonly string[]) {
  return { name: 'vault', version, platform: 'linux_amd64', artefacts: artefacts.map((sum) => ({ sha256: sum })) };
}

export const FILES = {
  'agent/agent.cjs': 'the agent',
  'templates/engine.hcl.hbs': 'the template',
  'engines/lock.json': JSON.stringify({ engines: [locked('1.21.1', 'aa', 'bb'), locked('1.19.0', 'cc')] }),
};

/** A folder of built assets with these files, removed when the test is over. */
export function assetsWith(change: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-assets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return assetsInto(folder, change);
}

/** Built assets in a folder of the caller's. */
export function assetsInto(folder: string, change: Readonly<Record<string, string>> = {}): string {
  const files = { ...FILES, ...change };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const sums = Object.entries(files).map(([name, text]) => [name, sha256(text)]);
  writeFileSync(join(folder, 'assets.json'), JSON.stringify({ files: Object.fromEntries(sums) }));
  return folder;
}
