import * as ec2 from '@aws-sdk/client-ec2';
import * as sts from '@aws-sdk/client-sts';
import { pascal, sent, type Values } from './resource.js';

/** What a stack looks up in its account. */
export const data: Readonly<Record<string, (config: Values) => Promise<Values>>> = {
  aws_caller_identity: async () => {
    const { Account } = await new sts.STSClient({}).send(new sts.GetCallerIdentityCommand({}));
    return { id: sent(Account), account_id: sent(Account) };
  },
  aws_ami: async (config) => {
    const Filters = pascal(config['filter']) as { Name: string; Values: string[] }[];
    const Owners = config['owners'] as string[];
    const { Images = [] } = await new ec2.EC2Client({}).send(new ec2.DescribeImagesCommand({ Owners, Filters }));
    const [newest] = Images.sort((a, b) => (b.CreationDate ?? '').localeCompare(a.CreationDate ?? ''));
    if (newest === undefined)
      throw new Error('Your query returned no results. Please change your search criteria and try again.');
    return { id: sent(newest.ImageId) };
  },
};
