import { chmod, lstat, mkdir, symlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runtimeDirectory, socketPath } from '../../src/process/index.js';
import { temporaryFolder } from './helpers.js';

const { uid } = userInfo();

afterEach(() => vi.unstubAllEnvs());

async function parent() {
  const folder = await temporaryFolder();
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  return folder;
}

test('sockets live in a private directory of the user', async () => {
  const folder = await parent();
  expect(await socketPath('a-12345678')).toBe(join(folder, `quorate-${uid}`, 'a-12345678.sock'));
  expect((await lstat(await runtimeDirectory())).mode & 0o777).toBe(0o700);
});

test('racing callers all get the directory', async () => {
  const folder = await parent();
  const found = await Promise.all(Array.from({ length: 8 }, () => runtimeDirectory()));
  expect(new Set(found)).toEqual(new Set([join(folder, `quorate-${uid}`)]));
});

test('without a usable XDG_RUNTIME_DIR the temporary directory serves', async () => {
  const folder = await temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  for (const unusable of ['', join(folder, 'missing')]) {
    vi.stubEnv('XDG_RUNTIME_DIR', unusable);
    expect(await runtimeDirectory()).toBe(join(folder, `quorate-${uid}`));
  }
});

test('a directory that others can enter is refused', async () => {
  const folder = await parent();
  await mkdir(join(folder, `quorate-${uid}`));
  await chmod(join(folder, `quorate-${uid}`), 0o755);
  await expect(runtimeDirectory()).rejects.toMatchObject({
    code: 'QRT-RUNTIME-DIR',
    message: expect.stringMatching(/mode is 755, expected 700/),
  });
});

test('a link planted in a shared temporary directory is refused', async () => {
  const folder = await parent();
  await symlink(await temporaryFolder(), join(folder, `quorate-${uid}`));
  await expect(runtimeDirectory()).rejects.toMatchObject({ code: 'QRT-RUNTIME-DIR' });
});

test('a socket path that the kernel would refuse is refused with the limit', async () => {
  await parent();
  await expect(socketPath('x'.repeat(108))).rejects.toMatchObject({
    code: 'QRT-RUNTIME-DIR',
    message: expect.stringMatching(/at most 107 bytes/),
  });
});
