import type { AwsPlace } from './client-settings.js';
import type { Ec2 } from './ec2.js';

/** EC2 of one region. Amazon's library is loaded here and not before: most programs never need it. */
export async function openEc2(place: AwsPlace): Promise<Ec2> {
  const { SdkEc2 } = await import('./sdk-ec2.js');
  return new SdkEc2(place);
}
