import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Lab } from './support/lab.js';

const lab = Lab.create({ label: 'bundle' });
const synth = (variables = {}) => lab.run(process.execPath, ['scripts/synth.mjs'], { variables });
const STACK_TRACE = /^\s+at /m;

afterAll(() => lab.remove());

test('misuse of a construct is told in one line, with the cure and no stack trace', async () => {
  const { exitCode, text } = await synth({ QUORATE_LAB_NODES: '4' });
  expect(exitCode).toBe(1);
  expect(text).toContain('A cluster has 1 (development), 3, 5 or 7 nodes, received 4');
  expect(text).not.toMatch(STACK_TRACE);
  expect(text.trim().split('\n')).toHaveLength(1);
});

test('a command of the bundle loads what it needs, CommonJS packages included', async () => {
  const { exitCode, stdout } = await lab.quorate(['engine', 'list', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).length).toBeGreaterThan(0);
  expect(await lab.quorate(['status'])).toMatchObject({ exitCode: 64 });
});

test('a stack that does not compile is shown by line, without a stack trace, and commands go on', async () => {
  const stack = path.join(lab.folder, 'stacks', 'main.ts');
  const good = readFileSync(stack, 'utf8');
  writeFileSync(stack, `${good}const = 1;\n`);
  const { exitCode, text } = await synth();
  expect(exitCode).toBe(1);
  expect(text).toMatch(/stacks\/main\.ts:\d+:\d+/);
  expect(text).not.toMatch(STACK_TRACE);
  expect(await lab.quorate(['engine', 'list', '--json'])).toMatchObject({ exitCode: 0 });
  writeFileSync(stack, good);
});

test('a source that does not compile is shown by line, and the old bundles stay', async () => {
  const source = path.join(lab.folder, 'src/cli/main.ts');
  const good = readFileSync(source, 'utf8');
  writeFileSync(source, `${good}const = 1;\n`);
  const { exitCode, text } = await lab.quorate(['engine', 'list']);
  expect(exitCode).toBe(1);
  expect(text).toMatch(/src\/cli\/main\.ts:\d+:\d+/);
  expect(text).not.toMatch(STACK_TRACE);
  const still = await lab.run(process.execPath, ['dist/quorate/main.mjs', 'engine', 'list', '--json']);
  expect(still.exitCode).toBe(0);
  writeFileSync(source, good);
});
