import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { generateKey } from 'openpgp';
import type { PgpKeyPair } from '../../../src/custody/index.js';
import { mainOf, type StackText } from './main-of.js';
import { type ENGINES, engineOf } from './openbao.js';

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

/** A stack whose shares are with people, two of whom are needed; Vault lies beside it, as `engine`. */
export function stackFor(
  environment: string,
  people: readonly Person[],
  binary: string,
  seal = 'Seal.transit()',
  engine: (typeof ENGINES)[number] = 'vault',
): string {
  return stacksFor([{ environment }], people, binary, seal, engine);
}

/** Several of them in one program. */
export function stacksFor(
  stacks: readonly StackText[],
  people: readonly Person[],
  binary: string,
  seal: string,
  engine: (typeof ENGINES)[number] = 'vault',
): string {
  const sha256 = createHash('sha256').update(readFileSync(binary)).digest('hex');
  const vault = { name: 'vault', version: '1.21.1', path: 'engine', sha256 };
  const recipients = JSON.stringify(people.map(({ armored }) => armored));
  return mainOf(stacks, {
    engine: engine === 'openbao' ? engineOf(engine) : `Engine.file(${JSON.stringify(vault)})`,
    seal,
    custody: `Custody.pgp({ recipients: ${recipients}, threshold: 2 })`,
  });
}
