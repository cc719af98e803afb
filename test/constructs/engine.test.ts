import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/constructs/index.js';

const SUM = 'ab'.repeat(32);

describe('an engine', () => {
  it('is a release of Vault or OpenBao', () => {
    expect(Engine.vault('1.21.1').release).toEqual({ name: 'vault', version: '1.21.1' });
    expect(Engine.parse('openbao@2.5.5').release).toEqual({ name: 'openbao', version: '2.5.5' });
  });

  it.each(['1.21', 'v1.21.1', 'latest', '1.21.1 ', ''])('has a version of three numbers, not %j', (version) => {
    expect(() => Engine.vault(version)).toThrow(`received "${version}"`);
  });

  it.each(['vault', 'vault@', 'consul@1.2.3', 'vault@1.2.3@4', '@1.2.3'])('is not written %j', (text) => {
    expect(() => Engine.parse(text)).toThrow(`expected vault@1.21.1 or openbao@2.5.5, received "${text}"`);
  });

  it('from a file keeps its release, path and checksum', () => {
    const engine = Engine.file({ name: 'vault', version: '1.21.1', path: 'bin/vault', sha256: SUM });
    expect([engine.release, engine.file]).toEqual([
      { name: 'vault', version: '1.21.1' },
      { path: 'bin/vault', sha256: SUM },
    ]);
  });

  it.each(['', 'ab', SUM.toUpperCase(), `sha256:${SUM}`])('from a file needs a checksum, not %j', (sha256) => {
    const file = () => Engine.file({ name: 'vault', version: '1.21.1', path: 'bin/vault', sha256 });
    expect(file).toThrow('`sha256sum bin/vault` prints it');
  });
});
