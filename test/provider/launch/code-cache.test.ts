import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let folder: string;

const cache = () => path.join(folder, 'cache/quorate/v8');
const entries = () => readdirSync(cache());

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'launch-'));
  await build({
    entryPoints: ['src/provider/launch/main.ts'],
    outfile: path.join(folder, 'provider.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(path.join(folder, 'cache'), { recursive: true, force: true }));

function run(source: string): { stdout: string; status: number | null } {
  writeFileSync(path.join(folder, 'provider.cjs'), source);
  const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: path.join(folder, 'cache') };
  const { stdout, status } = spawnSync('node', [path.join(folder, 'provider.mjs')], { env, encoding: 'utf8' });
  return { stdout, status };
}

describe('the launcher', () => {
  it('runs the bundle as a CommonJS module of its own folder, and imports what it asks for', () => {
    const source = `import('node:path').then(({ basename }) => {
      console.log(basename(__filename), require('node:path').basename(__dirname) === ${JSON.stringify(path.basename(folder))});
      process.exit(module.exports === exports ? 3 : 4);
    });`;
    expect(run(source)).toEqual({ stdout: 'provider.cjs true\n', status: 3 });
  });

  it('keeps compiled code after the first run and uses it in the next', () => {
    const source = 'console.log("same")';
    run(source);
    const [entry = ''] = entries();
    const first = readFileSync(path.join(cache(), entry));
    expect(run(source).stdout).toBe('same\n');
    expect(readFileSync(path.join(cache(), entry))).toEqual(first);
  });

  it('never runs the code of another bundle of the same length', () => {
    expect(run('console.log("one")').stdout).toBe('one\n');
    expect(run('console.log("two")').stdout).toBe('two\n');
    expect(entries()).toHaveLength(2);
  });

  it('goes on without code that is broken, and makes it anew', () => {
    const source = 'console.log("ok")';
    run(source);
    const [entry = ''] = entries();
    writeFileSync(path.join(cache(), entry), 'broken');
    expect(run(source)).toEqual({ stdout: 'ok\n', status: 0 });
    expect(readFileSync(path.join(cache(), entry), 'latin1')).not.toBe('broken');
  });

  it('goes on where nothing can be kept', () => {
    writeFileSync(path.join(folder, 'cache'), 'a file');
    expect(run('console.log("ok")')).toEqual({ stdout: 'ok\n', status: 0 });
  });

  it('keeps no more than a few', () => {
    for (let version = 0; version < 6; version += 1) run(`console.log(${version})`);
    expect(entries()).toHaveLength(4);
  });
});
