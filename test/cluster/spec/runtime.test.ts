import { describe, expect, it } from 'vitest';
import { runtimeConfigurationOf } from '../../../src/cluster/index.js';
import { digestOf, runtimeConfiguration } from '../../../src/schema/index.js';
import { spec, THREE } from './example.js';

describe('runtime configuration', () => {
  it('is what an agent accepts, with every member as a peer', () => {
    const configuration = runtimeConfigurationOf(spec(THREE));
    expect(runtimeConfiguration.parse(configuration)).toEqual(configuration);
    expect(configuration.peers.map(({ id }) => id)).toEqual(THREE);
  });

  it('names every peer by id and address, those of one cluster in the same order on every node', () => {
    const shuffled = spec(THREE);
    const members = Object.fromEntries(Object.entries(shuffled.members).reverse());
    expect(digestOf(runtimeConfigurationOf({ ...shuffled, members }))).toBe(digestOf(runtimeConfigurationOf(shuffled)));
  });

  const seals = { address: null, key_name: null, mount_path: null, region: null, kms_key_id: null, options: {} };

  it('has of a seal what its type needs and nothing else', () => {
    const seal = (change: object) =>
      runtimeConfigurationOf(spec(THREE, { seal: { ...seals, ...change } as never })).seal;
    expect(seal({ type: 'shamir', address: 'ignored' })).toEqual({ type: 'shamir' });
    expect(seal({ type: 'awskms', region: 'eu-west-1', kms_key_id: 'arn:key' })).toEqual({
      type: 'awskms',
      region: 'eu-west-1',
      kms_key_id: 'arn:key',
    });
  });

  it('takes from the options what only its type knows', () => {
    const options = { project: 'p', region: 'r', key_ring: 'ring', crypto_key: 'key' };
    const { seal } = runtimeConfigurationOf(spec(THREE, { seal: { ...seals, type: 'gcpckms', options } }));
    expect(seal).toEqual({ type: 'gcpckms', ...options });
  });

  it.each([
    ['transit', 'address'],
    ['awskms', 'region'],
  ] as const)('cannot be made of a %s seal without its %s', (type, name) => {
    expect(() => runtimeConfigurationOf(spec(THREE, { seal: { ...seals, type } }))).toThrow(`the seal lacks ${name}`);
  });
});
