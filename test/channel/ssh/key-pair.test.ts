import ssh2 from 'ssh2';
import { expect, it } from 'vitest';
import { newSshKeyPair } from '../../../src/channel/index.js';

const PAIRS = 2_000;

it('makes no key that cannot be read again', async () => {
  for (let made = 0; made < PAIRS; made += 1) {
    const { privateKey, publicKey } = await newSshKeyPair('');
    const read = ssh2.utils.parseKey(privateKey);
    if (read instanceof Error) throw read;
    expect(`ssh-ed25519 ${read.getPublicSSH().toString('base64')}`).toBe(publicKey.trim());
  }
});
