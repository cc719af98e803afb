import { join } from 'node:path';
import { openEc2 } from '../aws/index.js';
import {
  type AcquiredEngine,
  bakeCache,
  bakeOnEc2,
  DEBIAN_AMI,
  type Ec2Bake,
  findOnEc2,
  type Retired,
  retireImages,
} from '../image/index.js';
import type { BakePlace, ImageInputs, ProvisioningStep } from '../schema/index.js';
import type { ImageWork } from './bake-image.js';
import { environmentPaths } from './paths.js';

interface Ec2Order {
  readonly place: BakePlace;
  readonly inputs: ImageInputs;
  readonly provision: readonly ProvisioningStep[];
  readonly acquire: () => Promise<AcquiredEngine>;
}

/** Bakes an image on EC2 unless it is there, and copies it to the regions that are named. */
export async function bakeThere({ place, inputs, provision, acquire }: Ec2Order, work: ImageWork) {
  const order: Ec2Bake = {
    ec2: await openEc2({ region: place.region }),
    copies: await Promise.all(place.copies.map((region) => openEc2({ region }))),
    place: {
      subnetId: place.subnet_id ?? undefined,
      securityGroupIds: place.security_group_ids,
      instanceType: place.instance_type,
      publicAddress: place.public_address,
    },
    base: DEBIAN_AMI,
    images: join(environmentPaths(work.projectDir, '').images, 'ec2'),
    cache: bakeCache(),
    assets: work.assets,
    inputs,
    provision,
    acquire,
    signal: work.signal,
    progress: (line) => work.progress(`image: ${line}`),
  };
  return await bakeOnEc2(order);
}

/** Id of the image of this digest on EC2; null when it is not there, or not whole. */
export async function imageThere(digest: string, { region }: Pick<BakePlace, 'region'>): Promise<string | null> {
  return await findOnEc2(await openEc2({ region }), digest);
}

/** Takes away the images of a region that nobody needs, and deprecates those that stay only for a roll-back. */
export async function pruneThere(region: string, needed: ReadonlySet<string>): Promise<Retired> {
  return await retireImages(await openEc2({ region }), needed, Date.now());
}
