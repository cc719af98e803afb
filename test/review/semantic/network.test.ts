import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../src/review/semantic/network/address.js';
import { compareRules } from '../../../src/review/semantic/network/compare.js';
import { makeRule, type Rule } from '../../../src/review/semantic/network/rule.js';
import { rulesOfList } from '../../../src/review/semantic/network/rules-of.js';

const rule = (peer: string, from: number, to = from, protocol = 'tcp'): Rule =>
  makeRule('ingress', { protocol, from, to, peer });
const effect = (before: Rule[], after: Rule[]) => compareRules(before, after).effect;

describe('address ranges', () => {
  it.each([
    ['10.0.0.0/8', 4, 0x0a000000n, 0x0affffffn],
    ['10.1.2.3', 4, 0x0a010203n, 0x0a010203n],
    ['10.1.2.3/8', 4, 0x0a000000n, 0x0affffffn],
    ['::/0', 6, 0n, 2n ** 128n - 1n],
    ['2001:db8::1', 6, 0x20010db8000000000000000000000001n, 0x20010db8000000000000000000000001n],
    ['::ffff:10.0.0.1', 6, 0xffff0a000001n, 0xffff0a000001n],
  ])('%s', (text, family, low, high) => {
    expect(parseRange(text)).toEqual({ family, low, high });
  });

  it.each(['sg-123', '10.0.0.0/33', '10.0.0', '1:2:3', '::1::2', '10.0.0.256', 'pl-1', ''])('%s is none', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});

describe('firewall rules', () => {
  it.each<[string, Rule[], Rule[]]>([
    ['order', [rule('10.0.0.0/8', 1), rule('11.0.0.0/8', 2)], [rule('11.0.0.0/8', 2), rule('10.0.0.0/8', 1)]],
    ['two halves of a range', [rule('10.0.0.0/8', 1)], [rule('10.0.0.0/9', 1), rule('10.128.0.0/9', 1)]],
    ['ports in two parts', [rule('10.0.0.0/8', 1, 10)], [rule('10.0.0.0/8', 1, 5), rule('10.0.0.0/8', 6, 10)]],
    [
      'a rule inside another',
      [rule('10.0.0.0/8', 0, 65_535)],
      [rule('10.0.0.0/8', 0, 65_535), rule('10.1.0.0/16', 22)],
    ],
    ['all protocols by name or number', [rule('10.0.0.0/8', 0, 0, '-1')], [rule('10.0.0.0/8', 0, 0, 'all')]],
    ['bits behind the prefix', [rule('10.0.0.0/8', 1)], [rule('10.9.9.9/8', 1)]],
  ])('let the same through whatever the %s', (_name, before, after) => {
    expect(effect(before, after)).toBe('equal');
    expect(effect(after, before)).toBe('equal');
  });

  it.each<[string, Rule[], Rule[]]>([
    ['a wider range', [rule('10.1.0.0/16', 1)], [rule('10.0.0.0/8', 1)]],
    ['more ports', [rule('10.0.0.0/8', 1)], [rule('10.0.0.0/8', 1, 2)]],
    ['every protocol', [rule('10.0.0.0/8', 1)], [rule('10.0.0.0/8', 0, 0, '-1')]],
    ['another group', [rule('sg-1', 1)], [rule('sg-1', 1), rule('sg-2', 1)]],
    ['the other family', [rule('0.0.0.0/0', 1)], [rule('0.0.0.0/0', 1), rule('::/0', 1)]],
  ])('are wider with %s, and narrower without', (_name, before, after) => {
    expect(effect(before, after)).toBe('broadened');
    expect(effect(after, before)).toBe('narrowed');
  });

  it('name the rules that let in anybody', () => {
    const compared = compareRules([], [rule('0.0.0.0/0', 8200), rule('10.0.0.0/8', 8201)]);
    expect(compared.world.map(({ peer }) => peer)).toEqual(['0.0.0.0/0']);
  });

  it('read every peer of a block', () => {
    const block = {
      from_port: 8200,
      to_port: 8200,
      protocol: 'tcp',
      cidr_blocks: ['10.0.0.0/8'],
      ipv6_cidr_blocks: ['fd00::/8'],
      security_groups: ['sg-1'],
      prefix_list_ids: ['pl-1'],
      self: true,
      description: 'x',
    };
    expect(rulesOfList('ingress', [block]).map(({ peer }) => peer)).toEqual([
      '10.0.0.0/8',
      'fd00::/8',
      'pl-1',
      'sg-1',
      'self',
    ]);
  });

  it('never call a set that lets a concrete packet in "equal" or "narrowed"', () => {
    const range = fc.constantFrom(
      '10.0.0.0/30',
      '10.0.0.0/31',
      '10.0.0.2/31',
      '10.0.0.1/32',
      '10.0.0.3/32',
      '10.0.0.0/29',
    );
    const rules = fc.array(
      fc
        .tuple(range, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
        .map(([peer, from, more]) => rule(peer, from, from + more)),
      { maxLength: 5 },
    );
    const packet = fc.tuple(fc.bigInt({ min: 0x0a000000n, max: 0x0a000009n }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(rules, rules, packet, (before, after, [address, port]) => {
        const passes = (list: Rule[]) =>
          list.some(
            ({ range: area, fromPort, toPort }) =>
              area !== undefined && area.low <= address && address <= area.high && fromPort <= port && port <= toPort,
          );
        fc.pre(!passes(before) && passes(after));
        expect(effect(before, after)).toBe('broadened');
      }),
      { numRuns: 2_000 },
    );
  });

  it('never call a set wider that lets no packet more in', () => {
    const range = fc.constantFrom('10.0.0.0/30', '10.0.0.0/31', '10.0.0.2/31', '10.0.0.1/32');
    const rules = fc.array(
      fc
        .tuple(range, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
        .map(([peer, from, more]) => rule(peer, from, from + more)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const cells = (list: Rule[]) => {
          const open = new Set<string>();
          for (const { range: area, fromPort, toPort } of list) {
            for (let address = area?.low ?? 0n; address <= (area?.high ?? 0n); address += 1n) {
              for (let port = fromPort; port <= toPort; port += 1) open.add(`${address}:${port}`);
            }
          }
          return open;
        };
        const [left, right] = [cells(before), cells(after)];
        const gained = [...right].some((cell) => !left.has(cell));
        const lost = [...left].some((cell) => !right.has(cell));
        expect(effect(before, after)).toBe(gained ? 'broadened' : lost ? 'narrowed' : 'equal');
      }),
    );
  });
});
