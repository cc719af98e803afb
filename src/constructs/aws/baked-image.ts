import type { Construct } from 'constructs';
import { QuorateImage } from '../l1/index.js';
import { pinned } from '../pinned.js';
import type { ImageProps } from '../platform.js';
import type { BuilderProps } from './platform-props.js';

interface Home {
  readonly region: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  readonly instanceType: string;
}

/** The image, baked by the deploy that needs it; gives its id on EC2. */
export function bakedImage(scope: Construct, image: ImageProps, builder: BuilderProps, home: Home): string {
  const baked = new QuorateImage(scope, 'image', {
    ...image,
    ec2: {
      region: home.region,
      copies: [...(builder.copies ?? [])],
      subnetId: builder.subnetId ?? home.subnetIds[0] ?? null,
      securityGroupIds: [builder.securityGroupId ?? home.securityGroupId],
      instanceType: builder.instanceType ?? home.instanceType,
      publicAddress: builder.publicAddress ?? false,
    },
  });
  return pinned(baked, 'image').ami;
}
