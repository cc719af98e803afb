import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentPaths } from '../../src/environment/paths.js';
import { storeOf } from '../../src/environment/store-of.js';
import { DiskStore, S3Store } from '../../src/operation/index.js';
import { temporaryFolder } from '../operation/support/temporary-folder.js';

async function storeWith(configuration?: string) {
  const folder = await temporaryFolder();
  if (configuration !== undefined) writeFileSync(path.join(folder, 'cdktf.json'), configuration);
  return storeOf(folder, 'prod', environmentPaths(folder, 'prod'));
}
const stores = (value: unknown) => JSON.stringify({ language: 'typescript', context: { quorate: { stores: value } } });

describe('the store of an environment', () => {
  it.each([undefined, '{}', '{"context":{}}', stores({}), stores({ lab: { bucket: 'acme', region: 'r' } })])(
    'is its folder unless the project names another place: %s',
    async (configuration) => {
      expect(await storeWith(configuration)).toBeInstanceOf(DiskStore);
    },
  );

  it('is the bucket that the project names', async () => {
    const store = await storeWith(stores({ prod: { bucket: 'acme-quorate', region: 'eu-west-1', prefix: 'prod/' } }));
    expect(store).toBeInstanceOf(S3Store);
    expect(store.location).toBe('s3://acme-quorate/prod/');
  });

  it.each(['not json', stores({ prod: { bucket: 'acme' } }), '{"context":{"quorate":{"store":{}}}}'])(
    'is never guessed where the project is misunderstood: %s',
    async (configuration) => {
      await expect(storeWith(configuration)).rejects.toMatchObject({ code: 'QRT-STORE-PLACE' });
    },
  );
});
