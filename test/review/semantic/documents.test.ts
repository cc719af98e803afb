import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Meaning } from '../../../src/review/model/index.js';
import { reviewSynthetic, update } from '../support/review.js';

function meaningOf(attribute: string, before: unknown, after: unknown, type = 'aws_instance'): Meaning | null {
  const review = reviewSynthetic([update(`${type}.a`, { [attribute]: before }, { [attribute]: after })]);
  return review.changes[0]?.attributes[0]?.meaning ?? null;
}

const lines = (meaning: Meaning | null) => meaning?.lines.map(({ sign, text }) => `${sign} ${text}`) ?? [];
const script = (word: string) =>
  `#!/bin/sh\nset -eu\necho one\necho two\necho ${word}\necho four\necho five\necho six\n`;

describe('user data', () => {
  it.each([
    ['plain', (text: string) => text],
    ['base64', (text: string) => Buffer.from(text).toString('base64')],
    ['compressed base64', (text: string) => gzipSync(text).toString('base64')],
  ])('is shown line by line when it is %s', (_name, wrap) => {
    const meaning = meaningOf('user_data', wrap(script('old')), wrap(script('new')));
    expect(lines(meaning)).toEqual([
      '~ 2 unchanged lines',
      '  echo one',
      '  echo two',
      '- echo old',
      '+ echo new',
      '  echo four',
      '  echo five',
      '~ 2 unchanged lines',
    ]);
  });

  it('keeps its secrets', () => {
    const text = (word: string) =>
      script(
        `x\nexport DB_PASSWORD=canary-${word}\ncurl -H "Authorization: Bearer canary${word}0123456789" https://u:canary${word}@h/`,
      );
    const shown = JSON.stringify(
      reviewSynthetic([update('aws_instance.a', { user_data: text('one') }, { user_data: text('two') })]),
    );
    expect(shown).not.toContain('canary');
  });

  it('that differs only in masked parts says so', () => {
    const text = (word: string) => `#!/bin/sh\nexport TOKEN=${word}\necho done\n`;
    expect(meaningOf('user_data', text('one'), text('two'))?.summary).toBe('only masked parts differ');
  });

  it('that is our identity document is compared place by place', () => {
    const identity = (digit: string) =>
      JSON.stringify({ environment: 'prod', slot: 'a', image: `sha256:${digit.repeat(64)}` });
    const meaning = meaningOf('user_data', identity('1'), identity('2'));
    expect(meaning?.kind).toBe('json');
    expect(lines(meaning)[0]).toMatch(/^- image: "sha256:1/);
  });
});

describe('JSON in text', () => {
  it('in another order is the same', () => {
    expect(meaningOf('content', '{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1}')?.effect).toBe('equal');
  });

  it('hides what its names call secret', () => {
    const meaning = meaningOf(
      'content',
      '{"db":{"password":"canary-1"},"n":1}',
      '{"db":{"password":"canary-2"},"n":2}',
    );
    expect(lines(meaning).join()).not.toContain('canary');
    expect(lines(meaning)).toContain('- n: 1');
  });
});

describe('lists of plain values', () => {
  it('show what came and went', () => {
    expect(lines(meaningOf('names', ['a', 'b', 'c'], ['c', 'a', 'd']))).toEqual(['- "b"', '+ "d"']);
  });
});

describe('tags', () => {
  it('in another order are no difference', () => {
    const review = reviewSynthetic([
      update('aws_instance.a', { tags: { a: '1', b: '2' }, x: 1 }, { tags: { b: '2', a: '1' }, x: 2 }),
    ]);
    expect(review.changes[0]?.attributes.map(({ path }) => path)).toEqual(['x']);
  });
});
