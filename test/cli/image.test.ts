import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageCommand } from '../../src/cli/image.js';
import { noteImage, openEnvironment } from '../../src/environment/index.js';
import { sha256 } from '../image/support/assets.js';
import { call } from './support/called.js';
import { emptyProject } from './support/project.js';

/** An image of one file in the project's store; gives its digest. */
function stored(project: string, letter: string): string {
  const digest = `sha256:${letter.repeat(64)}`;
  const folder = join(project, '.quorate/images', letter.repeat(64));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'agent'), letter);
  const engine = { name: 'vault', version: '1.21.1', sha256: 'x', source: 'test', file: 'vault' };
  const agent = { file: 'agent', sha256: sha256(letter) };
  const manifest = { schema: 1, digest, form: 'process', engine, agent, files: { agent: sha256(letter) } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return digest;
}
const there = (project: string, digest: string) => existsSync(join(project, '.quorate/images', digest.slice(7)));

test('prune keeps what an environment uses and used before, and removes the rest', async () => {
  const project = await emptyProject();
  const [oldest, previous, newest] = ['a', 'b', 'c'].map((letter) => stored(project, letter));
  const { paths } = openEnvironment(project, 'lab');
  for (const digest of [oldest, previous, newest, newest]) await noteImage(paths, digest ?? '');
  expect(await call(imageCommand, project, ['prune'])).toMatchObject({
    exitCode: 0,
    stderr: 'removed: sha256:aaaaaaaaaaaa\n',
  });
  expect([oldest, previous, newest].map((digest) => there(project, digest ?? ''))).toEqual([false, true, true]);
  expect((await call(imageCommand, project, ['list'])).stdout).toMatch(
    /cccccccccccc\s+process\s+vault@1.21.1\s+intact\s+lab/,
  );
});

test('verify names an image that somebody changed, and inspect does not show it', async () => {
  const project = await emptyProject();
  const digest = stored(project, 'a');
  expect(await call(imageCommand, project, ['verify'])).toMatchObject({
    exitCode: 0,
    stderr: 'all intact: 1\n',
  });
  expect(JSON.parse((await call(imageCommand, project, ['inspect', 'aaa'])).stdout)).toMatchObject({ digest });
  writeFileSync(join(project, '.quorate/images', digest.slice(7), 'agent'), 'changed');
  for (const args of [['verify'], ['inspect', 'aaa']]) {
    const { exitCode, stderr, stdout } = await call(imageCommand, project, args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('QRT-IMAGE-DAMAGED: image sha256:aaaaaaaaaaaa is not what was baked: agent is not');
  }
});
