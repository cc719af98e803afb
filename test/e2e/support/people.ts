import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { generateKey } from 'openpgp';
import type { PgpKeyPair } from '../../../src/custody/index.js';
import { mainOf, type StackText } from './main-of.js';

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
export function stackFor(
  environment: string,
  people: readonly Person[],
  binary: string,
  seal = 'Seal.transit()',
): string {
  return stacksFor([{ environment }], people, binary, seal);
}

/** Several of them in one program. */
export function stacksFor(
  stacks: readonly StackText[],
  people: readonly Person[],
  binary: string,
  seal: string,
): string {
  const sha256 = createHash('sha256').update(readFileSync(binary)).digest('hex');
  const recipients = JSON.stringify(people.map(({ armored }) => armored));
  return mainOf(stacks, {
    engine: `Engine.file(${JSON.stringify({ name: 'vault', version: '1.21.1', path: 'engine', sha256 })})`,
    seal,
    custody: `Custody.pgp({ recipients: ${recipients}, threshold: 2 })`,
  });
}
