import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';

type Library = typeof import('./target-groups-library.js');

/** What a balancer says of one instance behind it. */
export interface GroupTarget {
  readonly instance: string;
  readonly state: 'healthy' | 'unhealthy' | 'draining';
}

/** The balancer of an environment: its own name (null until it has one) and its targets. */
export interface TargetGroup {
  readonly address: string | null;
  readonly targets: readonly GroupTarget[];
}

/** Network load balancers of one region. Methods throw QuorateError `QRT-AWS`. */
export interface TargetGroups {
  /** Null when no target group has the environment's tag. */
  targetsOf(environment: string): Promise<TargetGroup | null>;
}

/** Groups whose tags can be asked for at once. */
const AT_ONCE = 20;
const TAG = 'quorate:environment';

/** Target groups by Amazon's own library, which is loaded with the first call. */
export function openTargetGroups(place: AwsPlace): TargetGroups {
  let opened: Promise<{ client: ElasticLoadBalancingV2Client; library: Library }> | undefined;
  const known = new Map<string, { readonly arn: string; readonly address: string | null }>();
  const open = async () => {
    const library = await import('./target-groups-library.js');
    return { client: new library.ElasticLoadBalancingV2Client(clientSettings(place)), library };
  };
  const groupOf = async (environment: string, client: ElasticLoadBalancingV2Client, library: Library) => {
    const found = known.get(environment) ?? (await find(environment, client, library));
    if (found) known.set(environment, found);
    return found;
  };
  return {
    targetsOf: async (environment) => {
      opened ??= open();
      const { client, library } = await opened;
      try {
        const group = await groupOf(environment, client, library);
        if (group === null) return null;
        const health = new library.DescribeTargetHealthCommand({ TargetGroupArn: group.arn });
        const { TargetHealthDescriptions = [] } = await client.send(health);
        const targets = TargetHealthDescriptions.flatMap(({ Target, TargetHealth }) =>
          Target?.Id === undefined ? [] : [{ instance: Target.Id, state: stateOf(TargetHealth?.State) }],
        );
        return { address: group.address, targets };
      } catch (error) {
        throw awsFailure(`read the targets of ${environment}`, place.region, error);
      }
    },
  };
}

async function find(environment: string, client: ElasticLoadBalancingV2Client, library: Library) {
  for await (const { TargetGroups = [] } of library.paginateDescribeTargetGroups({ client, pageSize: AT_ONCE }, {})) {
    const arns = TargetGroups.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
    if (arns.length === 0) continue;
    const { TagDescriptions = [] } = await client.send(new library.DescribeTagsCommand({ ResourceArns: arns }));
    const ours = TagDescriptions.find(({ Tags = [] }) =>
      Tags.some(({ Key, Value }) => Key === TAG && Value === environment),
    );
    if (ours?.ResourceArn === undefined) continue;
    const [balancer] = TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === ours.ResourceArn)
      ?.LoadBalancerArns ?? [undefined];
    return { arn: ours.ResourceArn, address: balancer === undefined ? null : await nameOf(balancer, client, library) };
  }
  return null;
}

async function nameOf(arn: string, client: ElasticLoadBalancingV2Client, library: Library): Promise<string | null> {
  const described = await client.send(new library.DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
  return described.LoadBalancers?.[0]?.DNSName ?? null;
}

/** A target that was not checked yet, or cannot be, gets nothing as long as another one is healthy. */
function stateOf(state: string | undefined): GroupTarget['state'] {
  return state === 'healthy' || state === 'draining' ? state : 'unhealthy';
}
