import { describe, expect, it } from 'vitest';
import { Platform } from '../../src/constructs/index.js';

describe('a platform', () => {
  it('spreads slots over its zones in turn', () => {
    const platform = Platform.local({ zones: 2 });
    expect([0, 1, 2, 3].map((index) => platform.zoneOf(index))).toEqual(['zone-1', 'zone-2', 'zone-1', 'zone-2']);
  });

  it('has three zones unless it is told otherwise', () => {
    expect(Platform.local().zones).toHaveLength(3);
  });

  it.each([0, -1, 1.5])('does not have %d zones', (zones) => {
    expect(() => Platform.local({ zones })).toThrow(`1 or more zones, received ${zones}`);
  });
});
