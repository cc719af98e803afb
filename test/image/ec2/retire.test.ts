import { beforeEach, expect, it } from 'vitest';
import { retireImages } from '../../../src/image/ec2/retire.js';
import { IMAGE_TAG } from '../../../src/image/ec2/tags.js';
import { ModelEc2 } from './support/model-ec2.js';
import { ModelTime } from './support/model-time.js';

const time = new ModelTime();
let ec2: ModelEc2;
const HOUR = 3_600_000;

/** Images of the digests one to five, the fifth the newest. */
beforeEach(() => {
  ec2 = new ModelEc2('eu-west-1', time);
  for (const number of [1, 2, 3, 4, 5]) {
    const madeAt = time.now() - (10 - number) * HOUR;
    const tags = { [IMAGE_TAG]: `sha256:${number}` };
    ec2.pictures.push({
      id: `ami-${number}`,
      name: `${number}`,
      madeAt,
      finishedAt: madeAt,
      fails: false,
      tags,
      owner: 'self',
    });
  }
});
const left = () => ec2.ours().map(({ id }) => id);

it('keeps the newest image and the one before, deprecates the older of them, and removes the rest', async () => {
  expect(await retireImages(ec2, new Set(), time.now())).toEqual({
    deprecated: ['ami-4'],
    removed: ['ami-3', 'ami-2', 'ami-1'],
  });
  expect(left()).toEqual(['ami-4', 'ami-5']);
});

it('keeps what a machine runs, and what somebody says is needed', async () => {
  const order = {
    clientToken: 'a',
    imageId: 'ami-1',
    instanceType: '',
    rootDevice: '',
    rootSize: 8,
    subnetId: undefined,
  };
  const tags = { [IMAGE_TAG]: 'sha256:1' };
  await ec2.launch({ ...order, securityGroupIds: [], publicAddress: false, userData: '', tags });
  await retireImages(ec2, new Set(['sha256:2']), time.now());
  expect(left()).toEqual(['ami-1', 'ami-2', 'ami-4', 'ami-5']);
});
