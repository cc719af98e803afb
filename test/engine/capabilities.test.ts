import { expect, test } from 'vitest';
import { type EngineCapabilities, engineCapabilities } from '../../src/engine/index.js';

const vault = (version: string) => engineCapabilities({ name: 'vault', version });
const openbao = (version: string) => engineCapabilities({ name: 'openbao', version });

test('Vault Community has no non-voters in any version, only the stabilization hold', () => {
  for (const version of ['1.19.0', '1.21.1', '2.0.3']) {
    expect(vault(version)).toMatchObject({ nonVoters: false, stabilizationHold: true });
  }
});

test.for<readonly [keyof EngineCapabilities, (version: string) => EngineCapabilities, string, string]>([
  ['removedIsVisible', vault, '1.18.5', '1.19.0'],
  ['cutOffIsVisible', vault, '1.18.5', '1.19.0'],
  ['nonVoters', openbao, '2.1.1', '2.2.0'],
  ['standbysAnswerThemselves', openbao, '2.4.4', '2.5.0'],
  ['ceremoniesByListener', openbao, '2.4.4', '2.5.0'],
])('%s begins with a version', ([capability, of, before, since]) => {
  expect(of(before)[capability]).toBe(false);
  expect(of(since)[capability]).toBe(true);
});

test.for<readonly [keyof EngineCapabilities, (version: string) => EngineCapabilities, string, string]>([
  ['auditByApi', openbao, '2.3.1', '2.3.2'],
])('%s ends with a version', ([capability, of, last, gone]) => {
  expect(of(last)[capability]).toBe(true);
  expect(of(gone)[capability]).toBe(false);
});

test('an edition or a pre-release counts as its release', () => {
  expect(vault('1.19.0+ent').removedIsVisible).toBe(true);
  expect(openbao('2.5.0-beta1').standbysAnswerThemselves).toBe(true);
});
