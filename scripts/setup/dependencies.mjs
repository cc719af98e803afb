// Installs node_modules when it is not what package-lock.json says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './child.mjs';

/** Whether node_modules holds what the lock names; what is optional may be missing, as on another platform. */
export function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const there = packagesOf(installed);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([place, { version, optional }]) => {
    if (place === '') return true;
    return there[place] === undefined ? optional === true : there[place].version === version;
  });
}

/** Runs `npm ci` when that is needed; gives its exit code. */
export async function install() {
  if (isInstalled()) return 0;
  process.stderr.write('Installing the dependencies (npm ci)\n');
  return await run('npm', ['ci', '--no-audit', '--no-fund']);
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
