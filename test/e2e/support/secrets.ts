import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fromBuffer } from 'yauzl';
import { decryptMessage, readKeyPair } from '../../../src/custody/index.js';
import type { LabAccess } from './lab-access.js';

/** Something that must not be found where it does not belong, and what to call it in a message. */
export interface Secret {
  readonly name: string;
  readonly text: string;
}

/** Where secrets are at home: the working store, and what each machine keeps 0600 for itself. */
const HOMES =
  /\/(working\/.*|machines\/[^/]+\/(tls\/(node|door)\.key|config\/(seal-token\.json|seal-server\.json|engine\.hcl)))$/;
/** Sources that were there before, links, and data that the engine encrypts. */
const SKIPPED = /\/(node_modules|images|data|dist|src|engines|scripts|templates)$/;

/** The root token of a deploy under way: it exists, encrypted, for the seconds between init and its revocation. */
export async function rootTokenOf({ cluster, environment }: LabAccess): Promise<string | undefined> {
  const entry = await cluster.sealed.read().catch(() => undefined);
  if (!entry || !('root_token' in entry) || !entry.root_token) return undefined;
  const pair = await readKeyPair(environment.working, 'bootstrap').catch(() => undefined);
  return pair && (await decryptMessage(entry.root_token, pair).catch(() => undefined));
}

/** The recovery shares, opened with the lab's own key, in both forms that engines take. */
export async function sharesOf({ cluster, environment }: LabAccess): Promise<Secret[]> {
  const entry = await cluster.sealed.read();
  const pair = await readKeyPair(environment.working, 'lab');
  if (entry?.state !== 'confirmed' || !pair) throw new Error('custody holds no shares of a lab');
  const shares = await Promise.all(entry.messages.map((message) => decryptMessage(message, pair)));
  return shares.flatMap((share, index) => [
    { name: `share ${index + 1}`, text: share },
    { name: `share ${index + 1} in base64`, text: Buffer.from(share, 'hex').toString('base64') },
  ]);
}

/** Tokens and private keys at home in this environment, each by the file that keeps it. */
export function secretsAtHome(store: string): Secret[] {
  return filesBelow(store)
    .filter((file) => HOMES.test(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8').replaceAll('\\n', '\n');
      const tokens = text.match(/\bhv[sb]\.[\w-]{20,}/g) ?? [];
      const unsealKeys = [...text.matchAll(/"unseal_key":\s*"([^"]+)"/g)].map((match) => match[1] ?? '');
      const keys = [...text.matchAll(/-----BEGIN (?:PGP )?PRIVATE KEY[^-]*-----\s+([^-]+)/g)].map(longestLine);
      return [...tokens, ...unsealKeys, ...keys].map((secret) => ({ name: path.relative(store, file), text: secret }));
    });
}

/** Where secrets were found that are not at home there: `secret in place`. */
export function leaks(secrets: readonly Secret[], places: Iterable<readonly [where: string, text: string]>): string[] {
  const found = new Set<string>();
  for (const [where, text] of places) {
    for (const { name, text: secret } of secrets) if (text.includes(secret)) found.add(`${name} in ${where}`);
  }
  return [...found];
}

/** Every file below a folder that is no home of secrets, plan files also as what is packed in them. */
export async function placesBelow(folder: string): Promise<[string, string][]> {
  const files = filesBelow(folder).filter((file) => !HOMES.test(file));
  const places = files.map((file): [string, string] => [file, readFileSync(file, 'latin1')]);
  const packed = places.filter(([, text]) => text.startsWith('PK\x03\x04'));
  for (const [file] of packed) {
    for (const [name, text] of await unpacked(readFileSync(file))) places.push([`${file}!${name}`, text]);
  }
  return places;
}

function longestLine(match: RegExpExecArray): string {
  return (match[1] ?? '').split('\n').reduce((longest, line) => (line.length > longest.length ? line : longest), '');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.test(file) ? [] : filesBelow(file);
    return entry.isFile() && statSync(file).size > 0 ? [file] : [];
  });
}

function unpacked(archive: Buffer): Promise<[string, string][]> {
  return new Promise((resolve, reject) => {
    const entries: [string, string][] = [];
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          entries.push([entry.fileName, Buffer.concat(await stream.toArray()).toString('latin1')]);
          zip.readEntry();
        });
      });
      zip.on('end', () => resolve(entries));
      zip.on('error', reject);
      zip.readEntry();
    });
  });
}
