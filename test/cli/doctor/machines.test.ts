import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkMachines } from '../../../src/cli/doctor/machines.js';

function folderWith(...programs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of programs) writeFileSync(join(folder, name), '');
  return folder;
}

it('names the Debian packages that real machines lack here, and fails nobody who does not want them', () => {
  expect(checkMachines([folderWith('ip', 'nft', 'mmdebstrap')], 0)).toMatchObject({
    result: 'warn',
    message: expect.stringContaining('systemd-nspawn, mksquashfs'),
    fix: 'As root: apt-get install systemd-container squashfs-tools',
  });
});

it('says that only root makes real machines, and that they can be made', () => {
  const all = [folderWith('ip', 'nft', 'mmdebstrap', 'mksquashfs', 'systemd-nspawn')];
  expect(checkMachines(all, 1000)).toMatchObject({ result: 'warn', message: expect.stringContaining('root') });
  expect(checkMachines(all, 0)).toMatchObject({ result: 'ok' });
});
