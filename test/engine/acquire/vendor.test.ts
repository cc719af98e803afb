import { readFile } from 'node:fs/promises';
import { revokeKey } from 'openpgp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireEngine, releaseName } from '../../../src/engine/index.js';
import { newKey, ReleaseSite, renewKey, sha256 } from '../support/acquire/release-site.js';
import { NOBODY, Workspace } from '../support/acquire/workspace.js';

const RELEASE = { name: 'vault', version: '1.2.3' } as const;
const PROGRAM = Buffer.from('#!/bin/sh\necho engine\n');
const YEAR = 365 * 24 * 3600;
const yearsAgo = (years: number): Date => new Date(Date.now() - years * YEAR * 1000);
let workspace: Workspace;
let site: ReleaseSite;

beforeEach(async () => {
  workspace = await Workspace.create();
  site = await ReleaseSite.start('127.64.203.1');
  await site.publish(PROGRAM);
});

afterEach(async () => {
  await site.stop();
  await workspace.remove();
});

const vendorOnly = () => ({ ...workspace.options, policy: 'vendor' as const });
const acquire = () => acquireEngine(RELEASE, vendorOnly());

/** Locks what the site serves now. */
const lockIt = async (vendor = site.vendor(workspace)) =>
  workspace.lock([{ source: 'vendor', file: site.archiveFile, sha256: sha256(site.archive) }], { vault: await vendor });

/** Expects a refusal with this code that leaves nothing. */
async function expectRefused(code: string, message = ''): Promise<void> {
  await expect(acquire()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  expect(await workspace.cached()).toEqual([]);
}

test('a release whose checksums the vendor signed is accepted outside the lab too', async () => {
  await lockIt();
  const engine = await acquire();
  expect(engine).toMatchObject({ source: 'vendor', sha256: sha256(PROGRAM) });
  expect(await readFile(engine.path)).toEqual(PROGRAM);
  expect(workspace.events).toContainEqual({
    type: 'downloading',
    file: site.archiveFile,
    bytes: site.archive.length,
    total: site.archive.length,
  });
  await site.stop();
  expect(await acquire()).toEqual(engine);
  site = await ReleaseSite.start('127.64.203.1');
});

test('a mirror serves what the vendor signed, and only that', async () => {
  await lockIt(site.vendor(workspace).then((vendor) => ({ ...vendor, releases: NOBODY })));
  const engine = await acquireEngine(RELEASE, { ...vendorOnly(), mirror: `${site.url}/` });
  expect(engine.source).toBe('vendor');
});

test('an archive that is not the signed one is refused', async () => {
  await lockIt();
  site.files.set(`/vault/1.2.3/${site.archiveFile}`, Buffer.from('something else'));
  await expectRefused('QRT-ENGINE-CHECKSUM', sha256(Buffer.from('something else')));
});

test('a signed list that differs from the lock is refused: the vendor has replaced the release', async () => {
  await lockIt();
  await site.publish(Buffer.from('replaced'));
  await expectRefused('QRT-ENGINE-CHECKSUM', sha256(site.archive));
});

test('checksums changed after they were signed are refused', async () => {
  await lockIt();
  site.files.set('/vault/1.2.3/vault_1.2.3_SHA256SUMS', Buffer.from(`${sha256(site.archive)}  ${site.archiveFile}\n`));
  await expectRefused('QRT-ENGINE-SIGNATURE');
});

test('checksums signed by somebody else are refused', async () => {
  await lockIt();
  const { privateKey: signer } = await newKey('somebody else');
  await site.publish(PROGRAM, { signer });
  await expectRefused('QRT-ENGINE-SIGNATURE', site.key.getFingerprint().toUpperCase());
});

test('a key file with another fingerprint than the lock’s is not used', async () => {
  await lockIt(site.vendor(workspace).then((vendor) => ({ ...vendor, fingerprint: 'B'.repeat(40) })));
  await expectRefused('QRT-ENGINE-LOCK', 'B'.repeat(40));
});

test('what was signed before the key was renewed counts, through the key as it was published then', async () => {
  const { privateKey: first } = await newKey('vendor', { date: yearsAgo(3), keyExpirationTime: 2 * YEAR });
  site.key = first;
  await site.publish(PROGRAM, { signedAt: yearsAgo(2) });
  const renewed = await renewKey(first, yearsAgo(1), 9 * YEAR);
  await lockIt(site.vendor(workspace, [renewed]));
  await expectRefused('QRT-ENGINE-SIGNATURE');
  await lockIt(site.vendor(workspace, [first, renewed]));
  expect((await acquire()).source).toBe('vendor');
});

test('what was signed after the key had expired does not count', async () => {
  const { privateKey } = await newKey('vendor', { date: yearsAgo(3), keyExpirationTime: YEAR });
  const stillGood = await renewKey(privateKey, yearsAgo(3), 9 * YEAR);
  site.key = privateKey;
  await site.publish(PROGRAM, { signer: stillGood });
  await lockIt(site.vendor(workspace, [privateKey]));
  await expectRefused('QRT-ENGINE-SIGNATURE');
});

test('a key that was revoked vouches for nothing, even if an older form of it is there', async () => {
  const { privateKey: revoked } = await revokeKey({ key: site.key, format: 'object' });
  await lockIt(site.vendor(workspace, [site.key, revoked]));
  await expectRefused('QRT-ENGINE-SIGNATURE', 'revoked');
});

test('a download that breaks off leaves nothing behind', async () => {
  await lockIt();
  site.cutAt = 10;
  await expectRefused('QRT-ENGINE-OFFLINE', site.archiveFile);
});

test('a release that the site does not have is told with its address', async () => {
  await lockIt();
  site.files.clear();
  await expectRefused('QRT-ENGINE-OFFLINE', `${site.url}/vault/1.2.3/`);
});

test('an archive without the program is refused', async () => {
  await lockIt();
  site.files.set(`/vault/1.2.3/${site.archiveFile}`, Buffer.from('PK is not enough'));
  await site.sign(`${sha256(site.archive)}  ${site.archiveFile}\n`);
  await lockIt();
  await expectRefused('QRT-ENGINE-CHECKSUM', 'not a release');
});

test('outside the lab a build from the Go module does not do', async () => {
  const artefact = { source: 'go-module', folder: 'hello', toolchain: 'go1.2.3', sha256: 'a'.repeat(64) } as const;
  await workspace.lock([artefact]);
  await expectRefused('QRT-ENGINE-POLICY', releaseName(RELEASE));
});
