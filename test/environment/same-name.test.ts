import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeSpec } from '../../src/cluster/index.js';
import { SealedStore } from '../../src/custody/index.js';
import { assertSameName, openEnvironment } from '../../src/environment/index.js';
import { spec } from '../cluster/spec/example.js';
import { CLUSTER_ID, intent, reply } from '../custody/support/initialization.js';

/** An environment whose last stack called its cluster `vault`, and the custody of its keys. */
async function deployed() {
  const folder = await mkdtemp(path.join(tmpdir(), 'same-name-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment = openEnvironment(folder, 'lab');
  await writeSpec(environment.store, spec(['a-1a2b3c4d']));
  return { environment, keys: new SealedStore(environment.store, 'vault') };
}

test('a cluster that has keys keeps its name: under another one they would not be found', async () => {
  const { environment, keys } = await deployed();
  await keys.apply({ event: 'intend', intent });
  await expect(assertSameName(environment, 'secrets')).rejects.toMatchObject({ code: 'QRT-RENAMED' });
  await keys.apply({ event: 'reply', reply });
  await keys.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  await expect(assertSameName(environment, 'secrets')).rejects.toThrow('"vault"');
  await expect(assertSameName(environment, 'vault')).resolves.toBeUndefined();
});

test('a cluster that never had keys, or whose keys are archived, may be followed by one of another name', async () => {
  const { environment, keys } = await deployed();
  await expect(assertSameName(environment, 'secrets')).resolves.toBeUndefined();
  await keys.apply({ event: 'intend', intent });
  await keys.apply({ event: 'reply', reply });
  await keys.apply({ event: 'confirm', cluster_id: CLUSTER_ID });
  await keys.apply({ event: 'archive', reason: 'destroyed' });
  await expect(assertSameName(environment, 'secrets')).resolves.toBeUndefined();
});
