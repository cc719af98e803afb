import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formsOf } from '../../../src/review/mask/encodings.js';
import { Masker } from '../../../src/review/mask/masker.js';
import { SecretIndex } from '../../../src/review/mask/secret-index.js';

const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => text.trim().length >= 6);

describe('a known secret', () => {
  it('is found inside any other text, whatever stands around it', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
        expect(new SecretIndex([text]).mask(`${before}${text}${after}`)).not.toContain(text);
      }),
    );
  });

  it('is found in base64 at every alignment', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 10, maxLength: 40 }),
        fc.string({ maxLength: 5 }),
        fc.string({ maxLength: 5 }),
        (text, before, after) => {
          const index = new SecretIndex(formsOf(text));
          const encoded = Buffer.from(`${before}${text}${after}`, 'utf8').toString('base64');
          expect(index.mask(encoded)).not.toBe(encoded);
        },
      ),
    );
  });

  it('is found in JSON, in URLs, in hexadecimal and line by line', () => {
    const text = 'first line of <secret> & "more"\nsecond line of the secret';
    const masker = new Masker([text]);
    for (const form of [
      JSON.stringify(text),
      JSON.stringify(text).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
      encodeURIComponent(text),
      Buffer.from(text).toString('hex'),
      `    ${text.split('\n').join('\n    ')}`,
    ]) {
      expect(masker.text(form)).not.toMatch(/second line|7365636f6e64/);
    }
  });

  it('is covered as a whole where two secrets overlap', () => {
    expect(new Masker(['abcdefgh', 'efghijkl']).text('xx abcdefghijkl yy')).toBe('xx (masked) yy');
  });

  it('is masked as a whole value even when it is short, and not as a part of other words', () => {
    const masker = new Masker([], ['abc', '42']);
    expect(masker.value('abc')).toBe('(masked)');
    expect(masker.value(42)).toBe('(masked)');
    expect(masker.value('abcd')).toBe('abcd');
  });

  it('gives a text that is not masked any further when it is masked again', () => {
    fc.assert(
      fc.property(fc.string(), secret, (text, known) => {
        const once = new Masker([known]).text(`${text} hvs.abcdefghijk ${known}`);
        expect(new Masker([]).text(once)).toBe(once);
      }),
    );
  });
});

describe('characters that nobody sees', () => {
  it('are written out, so that a text cannot read other than it is', () => {
    const shown = new Masker([]).text('a\u202Eb\u0000c\u200Bd\uD800e');
    expect(shown).toBe('a\\u{202e}b\\u{0}c\\u{200b}d\\u{d800}e');
  });
});

describe('documents', () => {
  it.each([
    ['export DB_PASSWORD=canary', 'canary'],
    ['api_key: canary', 'canary'],
    ['{"clientSecret":"canary"}', 'canary'],
    ['curl -u admin:canary https://x', 'canary'],
    ['mysql -h db -pcanary', 'canary'],
    ['tool --token canary', 'canary'],
    ["TOKEN='canary with blanks'", 'canary'],
  ])('mask what is assigned to a name that sounds secret: %s', (text, word) => {
    expect(new Masker([]).document(text)).not.toContain(word);
  });

  it('keep what is public', () => {
    const identity = '{"environment":"prod","machine_id":"a-12345678","slot":"a","zone":"eu-west-1a"}';
    expect(new Masker([]).document(identity)).toBe(identity);
  });
});
