import { describe, expect, it } from 'vitest';
import { readImageInputs } from '../../src/image/index.js';
import { imageDigestOf } from '../../src/schema/index.js';
import { assetsWith, locked, sha256 } from './support/assets.js';

const ENGINE = { name: 'vault', version: '1.21.1', sha256: null } as const;
const inputs = (change: Record<string, string> = {}, engine: Parameters<typeof readImageInputs>[2] = ENGINE) =>
  readImageInputs(assetsWith(change), 'process', engine);
const lock = (...engines: readonly unknown[]) => ({ 'engines/lock.json': JSON.stringify({ engines }) });

describe('the inputs of an image', () => {
  it('are the agent, the templates and the artefacts that the lock accepts, and nothing else of the assets', () => {
    expect(inputs({ 'provider.mjs': 'x' })).toEqual({
      schema: 1,
      form: 'process',
      engine: { name: 'vault', version: '1.21.1', platform: 'linux_amd64', artefacts: ['aa', 'bb'] },
      agent: { 'agent/agent.cjs': sha256('the agent') },
      templates: { 'templates/engine.hcl.hbs': sha256('the template') },
    });
  });

  it('take the checksum of a file of one’s own in the lock’s place, for releases that no lock knows too', () => {
    const own = inputs({}, { name: 'openbao', version: '9.9.9', sha256: 'dd' });
    expect(own.engine).toMatchObject({ name: 'openbao', version: '9.9.9', artefacts: ['dd'] });
  });

  it('refuse a release that the lock does not know, and name those it does', () => {
    expect(() => inputs({}, { ...ENGINE, version: '1.20.0' })).toThrow(
      expect.objectContaining({
        code: 'QRT-ENGINE-UNKNOWN',
        message: expect.stringContaining('vault@1.21.1, vault@1.19.0'),
        cure: expect.stringContaining('quorate engine add vault@1.20.0'),
      }),
    );
  });
});

describe('the digest of an image', () => {
  const digest = (...args: Parameters<typeof inputs>) => imageDigestOf(inputs(...args));

  it('is the same wherever the same assets lie', () => {
    expect(digest()).toBe(digest());
    expect(digest()).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('does not change with the order of artefacts in the lock, nor with another release’s', () => {
    expect(digest(lock(locked('1.21.1', 'bb', 'aa')))).toBe(digest());
  });

  it('does not change with assets that are no part of it', () => {
    expect(digest({ 'balancer.mjs': 'other' })).toBe(digest());
  });

  it('changes with every single input', () => {
    const digests = [
      digest(),
      digest({ 'agent/agent.cjs': 'another agent' }),
      digest({ 'agent/part.cjs': 'the agent' }),
      digest({ 'templates/engine.hcl.hbs': 'another template' }),
      digest({ 'templates/more.hbs': 'the template' }),
      digest(lock(locked('1.21.1', 'aa'))),
      digest({}, { ...ENGINE, version: '1.19.0' }),
      digest({}, { ...ENGINE, sha256: 'ee' }),
      digest({}, { ...ENGINE, name: 'openbao', sha256: 'ee' }),
      ...[
        { base: null, provision: [] },
        { base: { file: 'a.tar', sha256: 'ff' }, provision: [] },
        { base: null, provision: [{ name: 'one', script: 'true' }] },
        { base: null, provision: [{ name: 'one', script: 'false' }] },
      ].map((custom) => imageDigestOf(readImageInputs(assetsWith(), 'machine', ENGINE, custom))),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});
