import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { networksOf } from '../../../src/machines/nspawn/fabric.js';

const within = (address: string, networks: readonly string[]) => {
  const list = new BlockList();
  for (const network of networks) {
    const [first = '', length] = network.split('/');
    list.addSubnet(first, Number(length));
  }
  return list.check(address);
};

test.each([0, 3, 31])(
  'the machines of fabric %d are in its zones; this host, which operates and balances, is none',
  (index) => {
    const { host, machines } = networksOf({ index });
    const subnet = (number: number) => {
      const third = index * 16 + number;
      return `198.${18 + Math.floor(third / 256)}.${third % 256}`;
    };
    expect(host).toBe(`${subnet(0)}.1/32`);
    expect(within(`${subnet(0)}.1`, machines)).toBe(false);
    for (let zone = 1; zone <= 15; zone += 1) expect(within(`${subnet(zone)}.10`, machines)).toBe(true);
    expect(within(`${subnet(16)}.10`, machines)).toBe(false);
  },
);
