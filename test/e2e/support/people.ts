import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { generateKey } from 'openpgp';
import type { PgpKeyPair } from '../../../src/custody/index.js';

/** Somebody who holds a share. */
export interface Person {
  readonly armored: string;
  readonly pair: PgpKeyPair;
}

export async function person(name: string): Promise<Person> {
  const { publicKey, privateKey } = await generateKey({ userIDs: [{ name }], format: 'object' });
  return {
    armored: publicKey.armor(),
    pair: {
      fingerprint: publicKey.getFingerprint(),
      public: Buffer.from(publicKey.write()).toString('base64'),
      private: privateKey.armor(),
    },
  };
}

/** A stack whose shares are with people, two of whom are needed; its engine lies beside it, as `engine`. */
export function stackFor(environment: string, people: readonly Person[], binary: string, seal = 'transit'): string {
  const sha256 = createHash('sha256').update(readFileSync(binary)).digest('hex');
  const engine = JSON.stringify({ name: 'vault', version: '1.21.1', path: 'engine', sha256 });
  return [
    "import { App, LocalBackend, TerraformStack } from 'cdktf';",
    "import { Custody, Engine, HaCluster, Platform, Seal } from '../src/constructs/index.js';",
    'const app = new App();',
    `const stack = new TerraformStack(app, '${environment}');`,
    `new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });`,
    "new HaCluster(stack, 'vault', {",
    `  engine: Engine.file(${engine}),`,
    '  platform: Platform.local(),',
    `  seal: Seal.${seal}(),`,
    `  custody: Custody.pgp({ recipients: ${JSON.stringify(people.map(({ armored }) => armored))}, threshold: 2 }),`,
    '  deletionProtection: false,',
    '});',
    'app.synth();',
    '',
  ].join('\n');
}
