import { describe, expect, it } from 'vitest';
import { imageOptions } from '../../src/constructs/image.js';
import { Platform } from '../../src/constructs/index.js';

const sha256 = 'a'.repeat(64);
const step = { name: 'a file', script: 'echo hello > /etc/hello' };

describe('the image of machines', () => {
  it('is what every one has unless the stack says more', () => {
    expect(imageOptions({}, 'process')).toEqual({ base: null, provision: [], signers: [] });
  });

  it('has a base and steps of one’s own where machines boot it', () => {
    expect(imageOptions({ base: { path: 'images/base.tar', sha256 }, provision: [step] }, 'machine')).toEqual({
      base: { file: 'images/base.tar', sha256 },
      provision: [step],
      signers: [],
    });
  });

  it('is nothing of processes', () => {
    expect(() => imageOptions({ provision: [step] }, 'process')).toThrow(
      "expected Platform.local({ machines: 'nspawn' })",
    );
  });

  it.each([
    [{ base: { path: 'x', sha256: 'short' } }, 'received "short"'],
    [{ provision: [{ name: '', script: 'true' }] }, 'has a name and a script'],
    [{ signedBy: ['ssh-ed25519 AAAA'] }, 'received "ssh-ed25519 AAAA"'],
  ])('says what it was given: %j', (props, message) => {
    expect(() => imageOptions(props, 'machine')).toThrow(message);
  });
});

describe('limits', () => {
  it('are those of real machines', () => {
    expect(() => Platform.local({ limits: { memory: 512, cpus: 1 } })).toThrow("expected machines: 'nspawn'");
    expect(() => Platform.local({ machines: 'nspawn', limits: { memory: 512, cpus: 0.5 } })).not.toThrow();
    expect(() => Platform.local({ machines: 'nspawn', limits: { memory: 100, cpus: 1 } })).toThrow(
      'received {"memory":100',
    );
  });
});
