import type { Ec2, Ec2Image } from '../../aws/index.js';
import { digestOf, QuorateError } from '../../schema/index.js';
import { BASE_PACKAGES } from '../machine/base.js';

/** An image that builders are started from. Its name tells its contents in every region; its id is another in each. */
export interface DebianAmi {
  /** Account that published it. */
  readonly owner: string;
  readonly name: string;
}

/** Debian 12 of 23 September 2026, as published by the Debian project. */
export const DEBIAN_AMI: DebianAmi = { owner: '136693071363', name: 'debian-12-amd64-20260923-2610' };

/** Digest of what an image on EC2 is made from: part of what names it. */
export function amiRecipe(base: DebianAmi = DEBIAN_AMI): string {
  return digestOf({ base, packages: BASE_PACKAGES });
}

/** @throws QuorateError `QRT-BASE-IMAGE` when Amazon does not offer it in this region any more. */
export async function debianAmi(ec2: Ec2, { owner, name }: DebianAmi): Promise<Ec2Image> {
  const found = await ec2.imageNamed(name, owner);
  if (found?.state === 'available') return found;
  throw new QuorateError(
    'QRT-BASE-IMAGE',
    `the pinned base image ${name} of account ${owner} is not there in ${ec2.region}: expected it to be available, received ${found?.state ?? 'none'}`,
    'Debian withdraws images that are old: take a version of Quorate that pins a newer one, or copy that image into the region while another one has it.',
  );
}
