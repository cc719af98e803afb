import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { assertMachinesPossible, lackedForMachines } from '../../../src/machines/index.js';

const ALL = ['ip', 'nft', 'mmdebstrap', 'mksquashfs', 'systemd-nspawn'];

function folderWith(...programs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of programs) writeFileSync(join(folder, name), '');
  return folder;
}

it('names the Debian packages that real machines lack here', () => {
  expect(lackedForMachines([folderWith('ip', 'nft', 'mmdebstrap')], 0)).toEqual({
    lacks: expect.stringContaining('systemd-nspawn, mksquashfs'),
    cure: 'As root: apt-get install systemd-container squashfs-tools',
  });
});

it('says that only root makes real machines, and that they can be made', () => {
  const all = [folderWith(...ALL)];
  expect(lackedForMachines(all, 1000)).toMatchObject({ lacks: expect.stringContaining('root') });
  expect(lackedForMachines(all, 0)).toBeNull();
});

it('refuses what a deploy would fail at in the middle, with the same cure', () => {
  expect(() => assertMachinesPossible(null)).not.toThrow();
  const lacked = lackedForMachines([folderWith()], 0);
  expect(() => assertMachinesPossible(lacked)).toThrow(
    expect.objectContaining({ code: 'QRT-MACHINES-HERE', cure: lacked?.cure }),
  );
});
