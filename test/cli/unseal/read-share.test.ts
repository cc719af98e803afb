import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readShare } from '../../../src/cli/unseal/read-share.js';

const HEX = 'ab'.repeat(33);
const BASE64 = Buffer.alloc(33, 7).toString('base64');

const piped = (text: string) => readShare({ stdin: Readable.from([text]), ask: () => undefined });

test.each([HEX, BASE64, HEX.toUpperCase()])('a share is taken from a pipe as it is printed: %s', async (share) => {
  expect(await piped(`${share}\n`)).toBe(share);
  expect(await piped(`  ${share}  \r\nwhat follows is not looked at`)).toBe(share);
  expect(await piped(share)).toBe(share);
});

test.each([
  ['', 'no share was given'],
  ['\n', 'no share was given'],
  ['not a share', '11 characters of something else'],
  ['abcdef', '6 characters of something else'],
  ['-----BEGIN PGP MESSAGE-----', '27 characters of something else'],
])('what cannot be a share is refused without being repeated: %j', async (text, why) => {
  const failure = await piped(text).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'QRT-WRONG-SHARE', message: expect.stringContaining(why) });
  if (text.trim() !== '') expect(String(failure)).not.toContain(text);
});

test('an endless stream is not read to its end', async () => {
  const endless = new Readable({ read: () => endless.push('x'.repeat(1000)) });
  await expect(readShare({ stdin: endless, ask: () => undefined })).rejects.toMatchObject({ code: 'QRT-WRONG-SHARE' });
});

/** A terminal as Node gives it: raw mode can be set, and what is typed comes in as it is typed. */
class Terminal extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode(raw: boolean): this {
    this.modes.push(raw);
    return this;
  }
}

test('on a terminal it is asked for, and the terminal shows none of it', async () => {
  const stdin = new Terminal();
  const shown: string[] = [];
  const answer = readShare({ stdin, ask: (text) => void shown.push(text) });
  for (const key of `${HEX}\r`) stdin.write(key);
  expect(await answer).toBe(HEX);
  expect(shown.join('')).toBe('Share (not shown): \n');
  expect(stdin.modes).toEqual([true, false]);
});

test('Ctrl-C while typing gives nothing away', async () => {
  const stdin = new Terminal();
  const answer = readShare({ stdin, ask: () => undefined });
  stdin.write('abcd\x03');
  await expect(answer).rejects.toThrow('ended by Ctrl-C');
  expect(stdin.modes).toEqual([true, false]);
});
