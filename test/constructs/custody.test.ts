import { describe, expect, it } from 'vitest';
import { Custody } from '../../src/constructs/index.js';

describe('custody', () => {
  it('of people has one share a recipient', () => {
    const recipients = ['alice', 'bob', 'carol'];
    expect(Custody.pgp({ recipients, threshold: 2 })).toMatchObject({
      type: 'pgp',
      shares: 3,
      threshold: 2,
      recipients,
    });
  });

  it('of a lab has five shares of which three are needed', () => {
    expect(Custody.lab()).toMatchObject({ type: 'lab', shares: 5, threshold: 3, recipients: [] });
  });

  it.each([
    [{ shares: 0, threshold: 1 }, '1 to 255 shares, received 0'],
    [{ shares: 256, threshold: 2 }, '1 to 255 shares, received 256'],
    [{ shares: 2.5, threshold: 2 }, 'received 2.5'],
    [{ shares: 3, threshold: 4 }, '1 to the number of shares (3), received 4'],
    [{ shares: 3, threshold: 0 }, '(3), received 0'],
    [{ shares: 3, threshold: 1 }, 'makes every share the whole key; expected at least 2'],
  ])('is not %j', (props, message) => {
    expect(() => Custody.lab(props)).toThrow(message);
  });

  it('of nobody is refused', () => {
    expect(() => Custody.pgp({ recipients: [], threshold: 1 })).toThrow('received 0');
  });

  it('of one share needs that one', () => {
    expect(Custody.lab({ shares: 1, threshold: 1 })).toMatchObject({ shares: 1, threshold: 1 });
  });
});
