import { expect, test } from 'vitest';
import { assertFits, type RestoreTarget } from '../../../src/snapshots/index.js';
import { kept, ORIGIN } from '../support/kept.js';

async function fits(target: Partial<RestoreTarget>): Promise<void> {
  const { manifest } = await kept();
  assertFits(manifest, { ...ORIGIN, ...target });
}

test('a snapshot fits its own cluster, also after an upgrade', async () => {
  await expect(fits({})).resolves.toBeUndefined();
  await expect(fits({ engine: { name: 'vault', version: '1.22.0' } })).resolves.toBeUndefined();
});

test.each<[string, string, Partial<RestoreTarget>]>([
  ['another cluster', 'QRT-SNAPSHOT-OTHER-CLUSTER', { cluster_id: 'another' }],
  ['an older engine', 'QRT-SNAPSHOT-NEWER', { engine: { name: 'vault', version: '1.19.0' } }],
  ['another engine', 'QRT-SNAPSHOT-NEWER', { engine: { name: 'openbao', version: '2.5.5' } }],
  ['another kind of seal', 'QRT-SNAPSHOT-OTHER-SEAL', { seal: { type: 'shamir', key: 'init-1' } }],
  ['another key', 'QRT-SNAPSHOT-OTHER-SEAL', { seal: { type: 'transit', key: 'transit/quorate-prod' } }],
])('%s refuses it with a message of its own', async (_, code, target) => {
  await expect(fits(target)).rejects.toMatchObject({ code });
});

test('a key that is in two regions is one key, and another one of the second is not', async () => {
  const key = (region: string, id: string) => ({
    type: 'awskms',
    key: `${region}/arn:aws:kms:${region}:111122223333:key/${id}`,
  });
  const manifest = { ...(await kept()).manifest, seal: key('eu-west-1', 'mrk-1234abcd') };
  const given = (seal: RestoreTarget['seal']) => () => assertFits(manifest, { ...ORIGIN, seal });
  expect(given(key('eu-central-1', 'mrk-1234abcd'))).not.toThrow();
  expect(given(key('eu-central-1', 'mrk-1234abce'))).toThrow(/is sealed by awskms/);
});
