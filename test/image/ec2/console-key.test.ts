import { expect, it } from 'vitest';
import { hostKeyOnConsole } from '../../../src/image/ec2/console-key.js';

const KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const block = (key: string) =>
  `-----BEGIN SSH HOST KEY KEYS-----\r\n${key} root@ip\r\n-----END SSH HOST KEY KEYS-----\r\n`;

it('reads a key that the console wrapped', () => {
  expect(hostKeyOnConsole(`noise\r\n${block(`${KEY.slice(0, 50)}\r\n${KEY.slice(50)}`)}login:`)).toBe(KEY);
});

it('waits for the whole block', () => {
  expect(hostKeyOnConsole('')).toBeUndefined();
  expect(hostKeyOnConsole(block(KEY).slice(0, 100))).toBeUndefined();
});

it('takes the first block: a later one may be anybody’s', () => {
  const other = KEY.replaceAll('A', 'B');
  expect(hostKeyOnConsole(block(KEY) + block(other))).toBe(KEY);
});
