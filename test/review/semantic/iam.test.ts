import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePolicies } from '../../../src/review/semantic/iam/compare.js';
import { globCovers } from '../../../src/review/semantic/iam/glob.js';
import { parsePolicy, type Statement } from '../../../src/review/semantic/iam/policy.js';

function policy(...statements: object[]): readonly Statement[] {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (parsed === undefined) throw new Error('no policy');
  return parsed;
}

const allow = (action: unknown, resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});
const deny = (action: unknown, resource: unknown, more: object = {}) => ({
  Effect: 'Deny',
  Action: action,
  Resource: resource,
  ...more,
});
const effect = (before: object[], after: object[]) => comparePolicies(policy(...before), policy(...after)).effect;

describe('policies that mean the same', () => {
  it.each<[string, object[], object[]]>([
    ['statements in another order', [allow('a:B', 'x'), allow('c:D', 'y')], [allow('c:D', 'y'), allow('a:B', 'x')]],
    ['actions in another order', [allow(['a:B', 'a:C'], 'x')], [allow(['a:C', 'a:B'], 'x')]],
    ['one action as text or as a list', [allow('a:B', 'x')], [allow(['a:B'], ['x'])]],
    ['actions in other letters', [allow('S3:GetObject', 'x')], [allow('s3:getobject', 'x')]],
    ['another Sid', [allow('a:B', 'x', { Sid: 'One' })], [allow('a:B', 'x', { Sid: 'Two' })]],
    [
      'a statement split in two',
      [allow(['a:B', 'a:C'], ['x', 'y'])],
      [allow('a:B', ['x', 'y']), allow('a:C', ['x', 'y'])],
    ],
    ['something that a wildcard covers already', [allow('a:*', '*')], [allow('a:*', '*'), allow('a:B', 'x')]],
    [
      'an account as number or root',
      [allow('a:B', 'x', { Principal: { AWS: '123456789012' } })],
      [allow('a:B', 'x', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } })],
    ],
    [
      'principals in another order',
      [allow('a:B', 'x', { Principal: { Service: ['b', 'a'] } })],
      [allow('a:B', 'x', { Principal: { Service: ['a', 'b'] } })],
    ],
    [
      'everybody in two spellings',
      [allow('a:B', 'x', { Principal: '*' })],
      [allow('a:B', 'x', { Principal: { AWS: '*' } })],
    ],
  ])('%s', (_name, before, after) => {
    expect(effect(before, after)).toBe('equal');
    expect(effect(after, before)).toBe('equal');
  });
});

describe('policies that allow more, and less when turned round', () => {
  it.each<[string, object[], object[]]>([
    ['another statement', [allow('a:B', 'x')], [allow('a:B', 'x'), allow('a:C', 'x')]],
    ['another action', [allow('a:B', 'x')], [allow(['a:B', 'a:C'], 'x')]],
    ['a wildcard', [allow('s3:GetObject', 'x')], [allow('s3:Get*', 'x')]],
    ['a wider resource', [allow('a:B', 'arn:aws:s3:::b/k')], [allow('a:B', 'arn:aws:s3:::b/*')]],
    [
      'another principal',
      [allow('a:B', 'x', { Principal: { AWS: 'a' } })],
      [allow('a:B', 'x', { Principal: { AWS: ['a', 'b'] } })],
    ],
    ['everybody', [allow('a:B', 'x', { Principal: { AWS: 'a' } })], [allow('a:B', 'x', { Principal: '*' })]],
    [
      'no condition any more',
      [allow('a:B', 'x', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      [allow('a:B', 'x')],
    ],
    [
      'one more value in a condition',
      [allow('a:B', 'x', { Condition: { StringEquals: { k: 'v' } } })],
      [allow('a:B', 'x', { Condition: { StringEquals: { k: ['v', 'w'] } } })],
    ],
    [
      'a wider range in a condition',
      [allow('a:B', 'x', { Condition: { IpAddress: { 'aws:SourceIp': '10.1.0.0/16' } } })],
      [allow('a:B', 'x', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
    ],
    ['no denial any more', [allow('a:*', '*'), deny('a:B', 'x')], [allow('a:*', '*')]],
    ['a denial of less', [allow('a:*', '*'), deny('a:*', '*')], [allow('a:*', '*'), deny('a:B', '*')]],
    [
      'fewer exceptions',
      [{ Effect: 'Allow', NotAction: ['a:B', 'a:C'], Resource: '*' }],
      [{ Effect: 'Allow', NotAction: 'a:B', Resource: '*' }],
    ],
  ])('%s', (_name, before, after) => {
    expect(effect(before, after)).toBe('broadened');
    expect(effect(after, before)).toBe('narrowed');
  });

  it('what is broader in one place and narrower in another is broader', () => {
    expect(effect([allow('a:B', 'x')], [allow('a:C', 'x')])).toBe('broadened');
  });
});

describe('comparing policies', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'a*', '*', 'b?', 'a*b');
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.array(word, { minLength: 1, maxLength: 3 }),
    Resource: fc.array(word, { minLength: 1, maxLength: 3 }),
  });

  it('finds no difference between a policy and any shuffling of it', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), fc.infiniteStream(fc.nat()), (statements, numbers) => {
        const shuffle = <T>(list: readonly T[]) =>
          list
            .map((item) => ({ item, at: numbers.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const shuffled = shuffle(statements).map((one) => ({
          ...one,
          Action: shuffle(one.Action),
          Resource: shuffle(one.Resource),
        }));
        expect(effect(statements, shuffled)).toBe('equal');
      }),
    );
  });

  it('never calls a policy that allows a concrete request more "equal" or "narrowed"', () => {
    const request = fc.tuple(fc.constantFrom('a', 'b', 'ab', 'bb', 'aab', 'c'), fc.constantFrom('a', 'b', 'ab', 'c'));
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 4 }),
        fc.array(statement, { maxLength: 4 }),
        request,
        (before, after, [action, resource]) => {
          const allowed = (list: typeof before) => {
            const matching = list.filter(
              (one) =>
                one.Action.some((pattern) => globCovers(pattern, action)) &&
                one.Resource.some((pattern) => globCovers(pattern, resource)),
            );
            return (
              matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny')
            );
          };
          fc.pre(!allowed(before) && allowed(after));
          expect(effect(before, after)).toBe('broadened');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is not fooled by hostile patterns', () => {
    const started = performance.now();
    expect(globCovers('*a'.repeat(1_000), `${'a'.repeat(1_999)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('patterns', () => {
  it.each([
    ['s3:*', 's3:get*', true],
    ['s3:get*', 's3:*', false],
    ['a?c', 'abc', true],
    ['a?c', 'a*c', false],
    ['a*c', 'a?c', true],
    ['*', 'anything*', true],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyyd', false],
  ])('%s covers %s: %s', (pattern, other, expected) => {
    expect(globCovers(pattern, other)).toBe(expected);
  });
});
