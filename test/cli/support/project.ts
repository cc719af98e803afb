import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterSpec, writeSpec } from '../../../src/cluster/index.js';
import { type Environment, openEnvironment } from '../../../src/environment/index.js';
import { spec, THREE } from '../../cluster/spec/example.js';
import { temporaryFolder } from '../../operation/support/temporary-folder.js';

/** A project in which nothing was deployed. */
export async function emptyProject(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'cdktf.json'), '{}');
  return folder;
}

/** A project whose environment `test` was deployed and whose machines are gone: what commands know without a cluster. */
export async function deployedProject(
  change: Partial<ClusterSpec> = {},
): Promise<{ readonly folder: string; readonly environment: Environment }> {
  const folder = await emptyProject();
  const environment = openEnvironment(folder, 'test');
  await environment.signer.prepare();
  await writeSpec(environment.store, spec(THREE, change));
  return { folder, environment };
}
