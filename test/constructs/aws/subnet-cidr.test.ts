import { describe, expect, it } from 'vitest';
import { subnetCidr } from '../../../src/constructs/aws/subnet-cidr.js';

describe('the network of a subnet', () => {
  it.each([
    ['10.20.0.0/20', 0, '10.20.0.0/24'],
    ['10.20.0.0/20', 2, '10.20.2.0/24'],
    ['10.0.0.0/16', 1, '10.0.16.0/20'],
    ['192.168.255.0/24', 15, '192.168.255.240/28'],
  ])('in %s, the one at %d is %s', (cidr, index, expected) => {
    expect(subnetCidr(cidr, index)).toBe(expected);
  });

  it.each(['10.0.0.0/25', '10.0.0.0/15', '10.0.0.0', '::/64'])('cannot be had of %s', (cidr) => {
    expect(() => subnetCidr(cidr, 0)).toThrow(`received '${cidr}'`);
  });
});
