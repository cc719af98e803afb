import { describe, expect, it } from 'vitest';
import { completed } from '../../../src/agent/prepare/metadata.js';
import { IDENTITY } from '../support/machine.js';

const CLOUD: Readonly<Record<string, string>> = {
  'meta-data/instance-id': 'i-0a1b2c3d4e5f60718',
  'meta-data/local-ipv4': '10.20.1.17',
  'meta-data/placement/availability-zone': 'eu-west-1b',
};

/** A metadata service that knows this, and what was asked of it. */
function service(userData: unknown, more: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const ask = async (path: string): Promise<string> => {
    asked.push(path);
    const answer = path === 'user-data' ? JSON.stringify(userData) : more[path];
    if (answer === undefined) throw new Error(`${path} answered 404`);
    return answer;
  };
  return { ask, asked };
}

describe('the identity of a machine', () => {
  const { machine_id: _id, address: _address, zone: _zone, ...seed } = IDENTITY;

  it('is what it was told, where it was told all of it', async () => {
    const { ask, asked } = service(IDENTITY);
    expect(await completed(ask)).toEqual(IDENTITY);
    expect(asked).toEqual(['user-data']);
  });

  it('is completed on a cloud: by the end of its id there, its address and its zone', async () => {
    expect(await completed(service(seed, CLOUD).ask)).toEqual({
      ...seed,
      machine_id: `${IDENTITY.slot}-e5f60718`,
      address: '10.20.1.17',
      zone: 'eu-west-1b',
    });
  });

  it('is none while the service does not know all of it yet', async () => {
    const { 'meta-data/local-ipv4': _, ...without } = CLOUD;
    await expect(completed(service(seed, without).ask)).rejects.toThrow('meta-data/local-ipv4 answered 404');
  });

  it('is none where the user data says something else', async () => {
    await expect(completed(service({ run: 'me' }, CLOUD).ask)).rejects.toThrow('environment');
  });
});
