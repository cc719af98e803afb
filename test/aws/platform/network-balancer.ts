import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Balancer } from '../../../src/machines/balancer/balancer.js';
import { balancerOptions } from '../../../src/machines/balancer/options.js';

const LOOK_MS = 300;

/** A network load balancer behind the target group that the emulator tells of: its targets, checked and served for real. */
export class NetworkBalancer {
  #balancer: Balancer | undefined;
  readonly #instances = new Map<string, string>();

  constructor(
    private readonly address: string,
    private readonly ec2: EC2Client,
    private readonly groups: ElasticLoadBalancingV2Client,
  ) {}

  /** State of every target by its instance, in Amazon's words. */
  states(): ReadonlyMap<string, string> {
    return new Map((this.#balancer?.status().targets ?? []).map(({ id, state }) => [id, state]));
  }

  start(): void {
    const again = (): void =>
      void this.#look()
        .catch((error: unknown) => process.stderr.write(`${error}\n`))
        .finally(() => setTimeout(again, LOOK_MS));
    again();
  }

  async #look(): Promise<void> {
    const { TargetGroups = [] } = await this.groups.send(new DescribeTargetGroupsCommand({}));
    const [group] = TargetGroups;
    if (group?.TargetGroupArn === undefined) return;
    const balancer = this.#balancer ?? (await this.#open(group));
    const health = new DescribeTargetHealthCommand({ TargetGroupArn: group.TargetGroupArn });
    const { TargetHealthDescriptions = [] } = await this.groups.send(health);
    const wanted = TargetHealthDescriptions.flatMap(({ Target }) => Target?.Id ?? []);
    for (const id of wanted) balancer.attach(id, await this.#addressOf(id));
    for (const { id } of balancer.status().targets) if (!wanted.includes(id)) balancer.detach(id);
  }

  async #open(group: TargetGroup): Promise<Balancer> {
    const options = balancerOptions.parse({
      port: group.Port,
      health_port: Number(group.HealthCheckPort),
      health_path: group.HealthCheckPath,
      health_interval_ms: Number(group.HealthCheckIntervalSeconds) * 1_000,
      healthy_threshold: group.HealthyThresholdCount,
      unhealthy_threshold: group.UnhealthyThresholdCount,
      drain_ms: 30_000,
      quiescent_ms: null,
      reset_on_unhealthy: false,
    });
    this.#balancer = new Balancer(this.address, options);
    await this.#balancer.listen();
    return this.#balancer;
  }

  async #addressOf(id: string): Promise<string> {
    const known = this.#instances.get(id);
    if (known !== undefined) return known;
    const { Reservations } = await this.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const address = Reservations?.[0]?.Instances?.[0]?.PrivateIpAddress ?? '';
    this.#instances.set(id, address);
    return address;
  }
}
