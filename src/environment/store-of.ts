import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { openSigningKeys } from '../aws/index.js';
import { FileSigner, KmsSigner, type Signer, type WorkingStore } from '../custody/index.js';
import { DiskStore, type EnvironmentStore, S3Store, SecretsStore, SplitStore } from '../operation/index.js';
import { authorityPlace, QuorateError, reasonOf, storePlace } from '../schema/index.js';
import { vouchBy } from './named-authority.js';
import type { EnvironmentPaths } from './paths.js';

const PROJECT_FILE = 'cdktf.json';

const project = z.looseObject({
  context: z
    .looseObject({
      quorate: z
        .strictObject({
          stores: z.record(z.string(), storePlace).default({}),
          authorities: z.record(z.string(), authorityPlace).default({}),
        })
        .optional(),
    })
    .optional(),
});

/**
 * Where the environment keeps what operators share: the place that the project's `cdktf.json` names below
 * `context.quorate.stores`, else its folder. That file is committed, so that every checkout finds the same store.
 *
 * @throws QuorateError `QRT-STORE-PLACE` when what is written there cannot be understood.
 */
export function storeOf(projectDir: string, name: string, paths: EnvironmentPaths): EnvironmentStore {
  const place = placesOf(projectDir).stores[name];
  if (place === undefined) return new DiskStore(paths.home);
  const { region, kms_key_id: kmsKeyId, secrets_prefix: prefix } = place;
  const bucket = new S3Store(place);
  return prefix === null ? bucket : new SplitStore(new SecretsStore({ region, kmsKeyId }, prefix), bucket);
}

/**
 * Who signs for an environment: keys of a key service where its place names some, else keys of the working store; under
 * an authority of the customer's own where `context.quorate.authorities` names one.
 */
export function signerOf(projectDir: string, name: string, working: WorkingStore): Signer {
  const { stores, authorities } = placesOf(projectDir);
  const [place, above] = [stores[name], authorities[name]];
  const vouch = above && vouchBy(projectDir, name, above);
  if (!place?.signing_keys) return new FileSigner(working, name, Date.now, vouch);
  const { region, signing_keys: names } = place;
  return new KmsSigner(working, name, () => openSigningKeys({ region }), names, Date.now, vouch);
}

type Places = NonNullable<NonNullable<z.infer<typeof project>['context']>['quorate']>;

function placesOf(projectDir: string): Places {
  const file = join(projectDir, PROJECT_FILE);
  return existsSync(file) ? placesIn(file) : { stores: {}, authorities: {} };
}

function placesIn(file: string): Places {
  try {
    const found = project.parse(JSON.parse(readFileSync(file, 'utf8'))).context?.quorate;
    return found ?? { stores: {}, authorities: {} };
  } catch (error) {
    throw new QuorateError(
      'QRT-STORE-PLACE',
      `${file} does not say where stores and authorities are: ${error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error)}`,
      'Expected is for example {"context": {"quorate": {"stores": {"prod": {"bucket": "acme-quorate", "region": "eu-west-1"}}}}}.',
      { cause: error },
    );
  }
}
