import { describe, expect, it } from 'vitest';
import { authMethodsOf } from '../../src/constructs/auth-method.js';
import { autopilotOf } from '../../src/constructs/autopilot.js';
import { policiesOf } from '../../src/constructs/policies.js';

describe('policies of a stack', () => {
  it('are taken to the letter', () => {
    expect(policiesOf({ app: 'path "kv/*" {}\n' })).toEqual({ app: 'path "kv/*" {}\n' });
  });

  it.each(['root', 'default', 'quorate-operator', 'Capital', ''])("may not be called '%s'", (name) => {
    expect(() => policiesOf({ [name]: 'path "x" {}' })).toThrow(`The policy '${name}'`);
  });

  it('may not be empty', () => {
    expect(() => policiesOf({ app: ' \n' })).toThrow("The policy 'app' is empty");
  });
});

describe('auth methods of a stack', () => {
  it('have leases in seconds, or none', () => {
    expect(authMethodsOf({ 'team/approle': { type: 'approle', maxLeaseTtl: '4h' } })).toEqual({
      'team/approle': { type: 'approle', description: '', defaultLeaseTtl: 0, maxLeaseTtl: 14_400 },
    });
  });

  it.each(['token', 'quorate', 'quorate/x', '/jwt', 'jwt/'])("may not be at '%s'", (path) => {
    expect(() => authMethodsOf({ [path]: { type: 'jwt' } })).toThrow(`The auth method '${path}'`);
  });

  it('refuse a lease that is no time, and a type that is none', () => {
    expect(() => authMethodsOf({ jwt: { type: 'jwt', maxLeaseTtl: 'soon' } })).toThrow("received 'soon'");
    expect(() => authMethodsOf({ jwt: { type: 'J W T' } })).toThrow('its name in the engine');
  });
});

describe('autopilot of a stack', () => {
  it('keeps what is not named', () => {
    expect(autopilotOf({ lastContactThreshold: '20s' })).toEqual({
      lastContactThreshold: 20,
      maxTrailingLogs: null,
      serverStabilizationTime: null,
    });
  });

  it.each([{ lastContactThreshold: '2d' }, { maxTrailingLogs: 1 }, { serverStabilizationTime: 'x' }])(
    'refuses %o, which is out of range',
    (settings) => {
      expect(() => autopilotOf(settings)).toThrow('out of range');
    },
  );
});
