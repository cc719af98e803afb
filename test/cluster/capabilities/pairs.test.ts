import { describe, expect, test } from 'vitest';
import { capabilitiesOf, compareVersions, parseVersion } from '../../../src/cluster/capabilities/index.js';
import type { EngineName } from '../../../src/schema/index.js';

function verdict(from: string, to: string, engine: EngineName = 'vault'): string {
  return capabilitiesOf({ name: engine }).pair({ name: engine, version: from }, { name: engine, version: to }).verdict;
}

describe('a version pair', () => {
  test.each([
    ['1.19.0', '1.21.1'],
    ['1.21.0', '1.21.1'],
    ['1.21.1', '1.21.1'],
    ['1.21.1', '1.21.1+ent'],
  ])('%s → %s is allowed', (from, to) => {
    expect(verdict(from, to)).toBe('allowed');
  });

  test.each([
    ['1.18.0', '1.21.1'],
    ['1.21.1', '2.0.0'],
  ])('%s → %s is unknown: too far apart to have been tried', (from, to) => {
    expect(verdict(from, to)).toBe('unknown');
  });

  test('that goes backwards is refused with the restore as the way round', () => {
    const pair = capabilitiesOf({ name: 'vault' }).pair(
      { name: 'vault', version: '1.21.1' },
      { name: 'vault', version: '1.19.0' },
    );
    expect(pair).toMatchObject({ verdict: 'refused', wayRound: expect.stringContaining('--restore') });
  });

  test.each(['2.6.0', '2.6.1', '2.6.2'])('OpenBao 2.5.5 → %s is refused: its standbys cannot forward', (to) => {
    expect(verdict('2.5.5', to, 'openbao')).toBe('refused');
  });

  test('OpenBao 2.4.4 → 2.5.5 is allowed', () => {
    expect(verdict('2.4.4', '2.5.5', 'openbao')).toBe('allowed');
  });

  test('of two engines is refused', () => {
    const pair = capabilitiesOf({ name: 'openbao' }).pair(
      { name: 'vault', version: '1.14.0' },
      { name: 'openbao', version: '2.4.4' },
    );
    expect(pair.verdict).toBe('refused');
  });
});

describe('versions', () => {
  test('compare by number, not by letter', () => {
    expect(compareVersions('1.9.0', '1.21.0')).toBeLessThan(0);
    expect(compareVersions('v1.21.1', '1.21.1+ent')).toBe(0);
  });

  test('that are none are named', () => {
    expect(() => parseVersion('latest')).toThrow('"latest" is not a version');
  });
});
