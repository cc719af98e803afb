import type { Account, Ec2 } from '../../../src/aws/index.js';
import type { PreflightOrder } from '../../../src/environment/preflight/finding.js';
import { IMAGE, ToldEc2 } from '../ec2/support/told-ec2.js';

export const OTHER_IMAGE = `sha256:${'2'.repeat(64)}`;

export const ORDER: PreflightOrder = {
  environment: 'prod',
  region: 'eu-west-1',
  instance_type: 'm6i.large',
  image: IMAGE,
  slots: ['a', 'b', 'c', 'd', 'e'],
  zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  subnet_ids: ['subnet-1', 'subnet-2', 'subnet-3'],
  own_network: false,
  interfaces: 4,
  seal_key: 'alias/quorate-prod-seal',
};

/** An account with room for everything, but for what a test takes away. */
export class ToldAccount {
  readonly ec2 = new ToldEc2();
  readonly asked: string[] = [];
  running: string[] = [];
  quotas: Record<string, number> = { 'L-1216C47A': 64, 'L-F678F1CE': 5 };
  offered = [...ORDER.zones];
  free: Record<string, number> = { 'subnet-1': 100, 'subnet-2': 100, 'subnet-3': 100 };
  networks = 1;
  keyState: string | null = 'Enabled';
  launches: Record<string, string> = {};
  calls: Record<string, string> = {};
  silent: string[] = [];

  /** Machines of the environment, in slots a, b, …, of an image. */
  has(slots: readonly string[], image = IMAGE): this {
    slots.forEach((slot, index) => {
      const tags = { 'quorate:environment': 'prod', 'quorate:slot': slot, 'quorate:image': image };
      this.ec2.tagged.push(ToldEc2.instance(`i-${slot}${index}`, { tags }));
      this.running.push('m6i.large');
    });
    return this;
  }

  readonly open = async () => {
    const ec2: Partial<Ec2> = {
      ...this.ec2.client,
      imagesTagged: async () => [],
      imageNamed: async () => ({ id: 'ami-debian' }) as Awaited<ReturnType<Ec2['imageNamed']>>,
    };
    const answer = <T>(name: string, value: T): T => {
      this.asked.push(name);
      if (this.silent.includes(name)) throw new Error('AccessDenied: not allowed');
      return value;
    };
    const account: Account = {
      instanceTypes: async (names) =>
        names.flatMap((name) => {
          if (name.startsWith('no')) return [];
          return [{ name, vcpus: name.endsWith('.4xlarge') ? 16 : 2, isAmd64: !name.startsWith('m7g') }];
        }),
      zonesOffering: async () => answer('zones', this.offered),
      runningTypes: async () => answer('running', this.running),
      quota: async (_, code) => answer('quota', this.quotas[code] ?? 0),
      subnets: async (ids) =>
        answer(
          'subnets',
          ids.map((id) => ({ id, free: this.free[id] ?? 0 })),
        ),
      networks: async () => answer('networks', this.networks),
      keyState: async () => answer('key', this.keyState),
      tryLaunch: async ({ subnetId = '' }) => answer('launch', this.launches[subnetId] ?? null),
      tryCall: async (call) => answer(call, this.calls[call] ?? null),
    };
    return { account, ec2: ec2 as Ec2 };
  };
}
