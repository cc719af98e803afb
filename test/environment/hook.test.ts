import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hookRunner } from '../../src/environment/hook.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';

async function run(script: string, timeout = 30, signal = new AbortController().signal) {
  const folder = await temporaryFolder();
  const lines: string[] = [];
  const progress = (line: string) => void lines.push(line);
  const hook = { command: ['sh', '-c', script], timeout };
  const finding = await hookRunner(folder)(hook, { QUORATE_VERSION: '1.21.1' }, { signal, progress });
  return { folder, finding, lines };
}

test('a hook says yes by ending with 0, and what it prints is shown', async () => {
  const { finding, lines } = await run('echo checking $QUORATE_VERSION');
  expect(finding).toBeNull();
  await vi.waitFor(() => expect(lines).toEqual(['hook: checking 1.21.1']));
});

test.each([
  ['exit 3', 'it ended with 3'],
  ['kill -9 $$', 'it was ended by SIGKILL'],
])('%s is a no that says why', async (script, finding) => {
  expect((await run(script)).finding).toBe(finding);
});

test('a program that is not there is a no', async () => {
  const progress = () => undefined;
  const run = hookRunner(await temporaryFolder());
  const { signal } = new AbortController();
  expect(await run({ command: ['./not-there'], timeout: 5 }, {}, { signal, progress })).toMatch(
    /^it could not be started: .*ENOENT/,
  );
});

test('it sees nothing of the deploy but what programs need, and runs in the folder of the project', async () => {
  vi.stubEnv('VAULT_TOKEN', 'a-secret');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret');
  const { folder } = await run('env > seen');
  const seen = await readFile(join(folder, 'seen'), 'utf8');
  expect(seen).not.toContain('a-secret');
  const names = seen.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
  expect(names.filter((name) => /TOKEN|SECRET|KEY|TF_/.test(name))).toEqual([]);
  expect(names).toContain('QUORATE_VERSION');
  expect(names).toContain('PATH');
  vi.unstubAllEnvs();
});

test('after its time it is ended with everything that it started', async () => {
  const { folder, finding } = await run('(sleep 20; touch survived) & echo $! > child; wait', 1);
  expect(finding).toBe('it did not end within 1 s');
  const child = Number(await readFile(join(folder, 'child'), 'utf8'));
  await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow('ESRCH'), { timeout: 5_000 });
  expect(existsSync(join(folder, 'survived'))).toBe(false);
});

test('it ends with the operation', async () => {
  const abort = new AbortController();
  const running = run('sleep 20', 30, abort.signal);
  setTimeout(() => abort.abort(), 200);
  expect((await running).finding).toBe('it was ended by SIGTERM');
});
