import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { PgpKeyPair } from '../../../../src/custody/index.js';
import { foreignPair } from '../../../custody/support/foreign-pair.js';
import { testEngine } from '../../../engine/support/test-engine.js';
import { Lab } from '../../support/lab.js';

/** Where the engine lies in the project. */
const ENGINE = 'engine';
const DAY_MS = 24 * 3_600_000;

/**
 * Text of `stacks/main.ts` with a cluster whose shares are held by the people of `TEST_RECIPIENTS`. That is no lab any
 * more, and a built engine is only accepted by its checksum.
 */
function main(environment: string): string {
  return `
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { Custody, Engine, HaCluster, Platform } from '../src/constructs/index.js';
const recipients = JSON.parse(process.env['TEST_RECIPIENTS'] ?? '[]');
const app = new App();
const stack = new TerraformStack(app, '${environment}');
new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });
new HaCluster(stack, 'vault', {
  engine: Engine.file({ name: 'vault', version: '1.21.1', ...JSON.parse(process.env['TEST_ENGINE'] ?? '{}') }),
  platform: Platform.local(),
  custody: Custody.pgp({ recipients, threshold: recipients.length }),
  deletionProtection: false,
});
app.synth();
`;
}

/** A checkout whose cluster's shares are held by people. */
export async function labOfPeople(label: string): Promise<Lab> {
  const engine = await testEngine();
  const sha256 = createHash('sha256').update(readFileSync(engine)).digest('hex');
  const lab = Lab.create({ label, main, variables: { TEST_ENGINE: JSON.stringify({ path: ENGINE, sha256 }) } });
  symlinkSync(engine, path.join(lab.folder, ENGINE));
  return lab;
}

/** The variables that name the holders of a deploy's shares. */
export function heldBy(...people: readonly PgpKeyPair[]): Record<string, string> {
  return { TEST_RECIPIENTS: JSON.stringify(people.map(({ public: key }) => key)) };
}

export function person(): Promise<PgpKeyPair> {
  return foreignPair({ type: 'ecc', curve: 'nistP256' });
}

/** A key with which nothing can be encrypted. */
export function signer(): Promise<PgpKeyPair> {
  return foreignPair({ type: 'ecc', curve: 'ed25519Legacy', subkeys: [{ sign: true }] });
}

/** A key whose time was over yesterday. */
export function formerPerson(): Promise<PgpKeyPair> {
  const date = new Date(Date.now() - 2 * DAY_MS);
  return foreignPair({ type: 'ecc', curve: 'nistP256', date, keyExpirationTime: DAY_MS / 1_000 });
}
