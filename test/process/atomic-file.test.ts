import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileExclusively, writeFileAtomically } from '../../src/process/index.js';
import { temporaryFolder } from './helpers.js';

test('exactly one of many racing creators wins, with its whole content', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'reservation');
  const won = await Promise.all(
    Array.from({ length: 20 }, (_, index) => createFileExclusively(path, `creator ${index}`)),
  );
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(`creator ${won.indexOf(true)}`);
  expect(await readdir(folder)).toEqual(['reservation']);
});

test('a reader of a file that is replaced again and again sees only whole contents', async () => {
  const path = join(await temporaryFolder(), 'targets.json');
  const contents = ['a'.repeat(100_000), 'b'.repeat(50_000)];
  await writeFileAtomically(path, contents.join('').slice(0, 100_000));
  const writer = (async () => {
    for (let round = 0; round < 20; round++) await writeFileAtomically(path, contents[round % 2] ?? '');
  })();
  for (let round = 0; round < 50; round++) expect(contents).toContain(await readFile(path, 'utf8'));
  await writer;
});

test('a file is private unless asked otherwise', async () => {
  const folder = await temporaryFolder();
  await writeFileAtomically(join(folder, 'private'), '');
  await writeFileAtomically(join(folder, 'shared'), '', { mode: 0o644 });
  expect((await stat(join(folder, 'private'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'shared'))).mode & 0o777).toBe(0o644);
});

test('a failed replacement leaves the folder as it was', async () => {
  const folder = await temporaryFolder();
  await writeFileAtomically(join(folder, 'file'), 'old');
  await expect(writeFileAtomically(join(folder, 'file', 'below'), 'new')).rejects.toThrow(/ENOTDIR/);
  expect(await readdir(folder)).toEqual(['file']);
});
