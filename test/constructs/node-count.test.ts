import { describe, expect, it } from 'vitest';
import { slotsFor } from '../../src/constructs/node-count.js';

describe('the slots of a cluster', () => {
  it.each([
    [1, 'a'],
    [3, 'abc'],
    [5, 'abcde'],
    [7, 'abcdefg'],
  ])('of %d nodes are %s', (nodes, slots) => {
    expect(slotsFor(nodes).join('')).toBe(slots);
  });

  it('of a smaller cluster are the first of a larger one: scaling down drops the highest', () => {
    expect(slotsFor(7).slice(0, 5)).toEqual(slotsFor(5));
  });

  it('are not to be had for an even number, which tolerates no more losses than one less', () => {
    expect(() => slotsFor(4)).toThrow('take 3 or 5');
  });

  it('are not to be had for more than seven nodes', () => {
    expect(() => slotsFor(9)).toThrow('more than 7 voters');
  });

  it('are not to be had for what is no number of nodes', () => {
    for (const nodes of [0, -3, 1.5, Number.NaN]) expect(() => slotsFor(nodes)).toThrow('Give a whole number');
  });
});
