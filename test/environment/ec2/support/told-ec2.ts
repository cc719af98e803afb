import type { Ec2, Ec2Instance } from '../../../../src/aws/index.js';
import type { Pin } from '../../../../src/environment/ec2/pins.js';

export const IMAGE = `sha256:${'1'.repeat(64)}`;
export const HOST_KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
/** An instance, and the machine that it is in slot a. */
export const ID = 'i-0123456789abcdef0';
export const MACHINE = 'a-9abcdef0';

/** That machine as it was met. */
export const PIN: Pin = {
  id: MACHINE,
  instance: ID,
  slot: 'a',
  zone: 'eu-west-1a',
  image: IMAGE,
  address: '10.20.0.4',
  host_key: HOST_KEY,
  pinned_at: '2026-01-01T00:00:00.000Z',
  claimed: true,
  released: false,
};

/** EC2 as its answers: what is told by tags, what is told by ids, what consoles show, and what was asked for. */
export class ToldEc2 {
  readonly tagged: Ec2Instance[] = [];
  readonly byId = new Map<string, Ec2Instance>();
  readonly consoles = new Map<string, string>();
  readonly asked: string[] = [];
  failing = false;

  static instance(id: string, change: Partial<Ec2Instance> = {}): Ec2Instance {
    const tags = { 'quorate:environment': 'prod', 'quorate:slot': 'a', 'quorate:image': IMAGE };
    const place = { privateAddress: '10.20.0.4', publicAddress: null, zone: 'eu-west-1a' };
    return { id, state: 'running', imageId: 'ami-1', tags, ...place, ...change };
  }

  get client(): Ec2 {
    const failIfAsked = (): void => {
      if (this.failing) throw new Error('EC2 does not answer');
    };
    const all: Partial<Ec2> = {
      region: 'eu-west-1',
      instancesTagged: async () => {
        failIfAsked();
        this.asked.push('tags');
        return this.tagged;
      },
      instance: async (id) => {
        failIfAsked();
        return this.byId.get(id) ?? this.tagged.find((one) => one.id === id);
      },
      consoleOutput: async (id) => this.consoles.get(id) ?? '',
      setTerminationProtection: async (id, on) => void this.asked.push(`protect ${id} ${on}`),
      terminate: async (id) => {
        this.asked.push(`terminate ${id}`);
        const index = this.tagged.findIndex((one) => one.id === id);
        const known = this.tagged[index];
        if (known) this.tagged[index] = { ...known, state: 'terminated', privateAddress: null };
      },
    };
    return all as Ec2;
  }
}
