import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { DiskStore, type EnvironmentStore, S3Store } from '../operation/index.js';
import { QuorateError, reasonOf, storePlace } from '../schema/index.js';
import type { EnvironmentPaths } from './paths.js';

const PROJECT_FILE = 'cdktf.json';

const project = z.looseObject({
  context: z
    .looseObject({ quorate: z.strictObject({ stores: z.record(z.string(), storePlace).default({}) }).optional() })
    .optional(),
});

/**
 * Where the environment keeps what operators share: the place that the project's `cdktf.json` names below
 * `context.quorate.stores`, else its folder. That file is committed, so that every checkout finds the same store.
 *
 * @throws QuorateError `QRT-STORE-PLACE` when what is written there cannot be understood.
 */
export function storeOf(projectDir: string, name: string, paths: EnvironmentPaths): EnvironmentStore {
  const file = join(projectDir, PROJECT_FILE);
  const place = existsSync(file) ? placesIn(file)[name] : undefined;
  return place === undefined ? new DiskStore(paths.home) : new S3Store(place);
}

function placesIn(file: string): Readonly<Record<string, z.infer<typeof storePlace>>> {
  try {
    return project.parse(JSON.parse(readFileSync(file, 'utf8'))).context?.quorate?.stores ?? {};
  } catch (error) {
    throw new QuorateError(
      'QRT-STORE-PLACE',
      `${file} does not say where stores are: ${error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error)}`,
      'Expected is for example {"context": {"quorate": {"stores": {"prod": {"bucket": "acme-quorate", "region": "eu-west-1"}}}}}.',
      { cause: error },
    );
  }
}
