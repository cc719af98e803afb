import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CODE = /QRT-[A-Z]+(?:-[A-Z]+)*/g;

/** Every code that the sources and the set-up scripts can print. */
function codesInSources(): Set<string> {
  const files = ['src', 'scripts', 'bin'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => path.join(ROOT, folder, name)),
  );
  return new Set(files.flatMap((file) => readFileSync(file, 'utf8').match(CODE) ?? []));
}

/** Rows of docs/errors.md: code, meaning, cure. */
function rows(): { code: string; meaning: string; cure: string }[] {
  const lines = readFileSync(path.join(ROOT, 'docs/errors.md'), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('| `QRT-'))
    .map((line) => {
      const [, code = '', meaning = '', cure = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { code: code.replaceAll('`', ''), meaning, cure };
    });
}

describe('docs/errors.md', () => {
  const documented = rows().map(({ code }) => code);

  test('has a row for every code that the sources know', () => {
    expect([...codesInSources()].filter((code) => !documented.includes(code)).toSorted()).toEqual([]);
  });

  test('has no row for a code that is gone', () => {
    const known = codesInSources();
    expect(documented.filter((code) => !known.has(code))).toEqual([]);
  });

  test('lists each code once', () => {
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  });

  test('says of each what it means and what to do', () => {
    const empty = rows().filter(({ meaning, cure }) => meaning.length < 10 || cure.length < 5);
    expect(empty.map(({ code }) => code)).toEqual([]);
  });
});
