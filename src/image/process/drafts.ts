import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, isAlive, processIdentity } from '../../process/index.js';

const DRAFT = /\.draft-(?<pid>\d+)-(?<startTime>\d+)-(?<bootId>[0-9a-f-]{36})-[0-9a-f]{8}$/;

/** Where this process makes what will be the image in `path`: the name tells whose draft it is. */
export function draftOf(path: string): string {
  const owner = identityOf();
  if (owner === null) throw new Error('a process that runs has an identity');
  const { pid, startTime, bootId } = owner;
  return `${path}.draft-${pid}-${startTime}-${bootId}-${randomBytes(4).toString('hex')}`;
}

/**
 * Removes the drafts of bakes that were killed; those of processes that still run are left to them.
 *
 * @param before what has to be done about a draft before its files go
 */
export async function removeAbandonedDrafts(
  images: string,
  before: (draft: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const names = await readdir(images).catch(() => []);
  await Promise.all(
    names.filter(isAbandoned).map(async (name) => {
      await before(join(images, name));
      await rm(join(images, name), { recursive: true, force: true, maxRetries: 3 });
    }),
  );
}

function isAbandoned(name: string): boolean {
  const { pid, startTime, bootId } = DRAFT.exec(name)?.groups ?? {};
  const owner = processIdentity.safeParse({ pid: Number(pid), startTime: Number(startTime), bootId });
  return owner.success && !isAlive(owner.data);
}
