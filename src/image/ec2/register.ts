import { awsCodeOf, type Ec2, type Ec2Image } from '../../aws/index.js';
import { CONSISTENT } from './builder.js';
import { imageName } from './images.js';
import { IMAGE_TAG } from './tags.js';
import { patiently, type Time } from './time.js';

/**
 * Asks for an image of the stopped builder. The call has no token, and its name does the same: when a reply was lost, the
 * second request is refused for the name, and the image of the first is found by it.
 */
export async function register(
  { ec2, time, signal }: { ec2: Ec2; time: Time; signal: AbortSignal },
  instanceId: string,
  digest: string,
): Promise<string> {
  const name = imageName(digest);
  try {
    return await ec2.createImage(instanceId, name, { [IMAGE_TAG]: digest, Name: name });
  } catch (error) {
    if (awsCodeOf(error) !== 'InvalidAMIName.Duplicate') throw error;
    const made = await patiently<Ec2Image>(time, signal, CONSISTENT, () => ec2.imageNamed(name, 'self'));
    if (made?.tags[IMAGE_TAG] === digest) return made.id;
    throw error;
  }
}
