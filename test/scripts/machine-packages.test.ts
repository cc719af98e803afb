import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
// @ts-expect-error -- scripts run before anything is installed, so they are plain JavaScript without types
import { missingPackages } from '../../scripts/setup/machine-packages.mjs';

test('the packages of programs that are nowhere are missing, and no others', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const all = ['systemd-container', 'squashfs-tools', 'mmdebstrap', 'nftables', 'iproute2'];
  expect(missingPackages([folder])).toEqual(all);
  for (const name of ['systemd-nspawn', 'mksquashfs', 'nft']) writeFileSync(path.join(folder, name), '');
  expect(missingPackages(['/nowhere', folder])).toEqual(['mmdebstrap', 'iproute2']);
});
