import { mkdir, rm, writeFile } from 'node:fs/promises';
import { command } from '../../../src/machines/nspawn/command.js';
import {
  type Fabric,
  makeFabric,
  namespaceOf,
  namespaceOfMachine,
  removeFabric,
} from '../../../src/machines/nspawn/fabric.js';

/** Where who deploys stands: one of the networks that the stacks call `operators`. */
const OPERATOR = '10.1.0.10';
const GATEWAY = '10.1.0.1';
/** Where Amazon answers, for operators. */
export const FRONT_PORT = 4566;
export const FRONT = `http://${GATEWAY}:${FRONT_PORT}`;
/** Host addresses within the first subnet that are no machine's: an emulator gives from 4 on. */
const BALANCER_HOST = 250;
const ENDPOINT_HOST = 251;

/**
 * The network that an account has, in namespaces of its own: bridges for subnets, one more for operators. Security
 * groups are not played; the packet filter of each machine is its own and real.
 */
export class CloudNetwork {
  readonly #subnets = new Set<string>();

  private constructor(
    private readonly fabric: Fabric,
    /** First subnet, as `10.20.0`. */
    private readonly first: string,
    private readonly hosts: string,
  ) {}

  /** @param names of the balancer, known to operators */
  static async open(first: string, names: readonly string[]): Promise<CloudNetwork> {
    const fabric = await makeFabric(`AWS ${first}`);
    const operators = `${namespaceOf(fabric)}-operators`;
    const network = new CloudNetwork(fabric, first, `/etc/netns/${operators}`);
    await mkdir(network.hosts, { recursive: true });
    const hosts = ['127.0.0.1 localhost', ...names.map((name) => `${network.balancer} ${name}`), ''];
    await writeFile(`${network.hosts}/hosts`, hosts.join('\n'));
    // Nobody answers for other names: what asks for one is told so at once.
    await writeFile(`${network.hosts}/resolv.conf`, 'nameserver 127.0.0.1\n');
    await command('ip', ['netns', 'add', operators]);
    await network.#batch(network.services, [
      `addr add ${network.balancer}/32 dev lo`,
      `addr add ${network.endpoint}/32 dev lo`,
      `link add operators type veth peer name uplink netns ${operators}`,
      `addr add ${GATEWAY}/24 dev operators`,
      'link set dev operators up',
    ]);
    await network.#batch(operators, [
      'link set dev lo up',
      `addr add ${OPERATOR}/24 dev uplink`,
      'link set dev uplink up',
      `route add default via ${GATEWAY}`,
    ]);
    return network;
  }

  /** Namespace in which Amazon's own programs run. */
  get services(): string {
    return namespaceOf(this.fabric);
  }

  /** Namespace in which deploys and commands run. */
  get operators(): string {
    return `${this.services}-operators`;
  }

  get balancer(): string {
    return `${this.first}.${BALANCER_HOST}`;
  }

  /** Where machines find Amazon's services. */
  get endpoint(): string {
    return `${this.first}.${ENDPOINT_HOST}`;
  }

  /** Address of the namespace of services, for this host. */
  get fromHost(): string {
    const third = this.fabric.index * 16;
    return `198.${18 + Math.floor(third / 256)}.${third % 256}.2`;
  }

  /** Gives a machine its address in its subnet. */
  async plug(machine: string, address: string): Promise<void> {
    const subnet = address.split('.').slice(0, 3).join('.');
    const own = namespaceOfMachine(machine);
    const bridge = bridgeOf(subnet);
    if (!this.#subnets.has(subnet)) {
      this.#subnets.add(subnet);
      await this.#batch(this.services, [
        `link add ${bridge} type bridge forward_delay 0`,
        `addr add ${subnet}.1/24 dev ${bridge}`,
        `link set dev ${bridge} up`,
      ]);
    }
    await command('ip', ['netns', 'add', own]);
    const link = `m${address.split('.').slice(2).join('-')}`;
    await this.#batch(this.services, [
      `link add ${link} type veth peer name host0 netns ${own}`,
      `link set dev ${link} master ${bridge} up`,
    ]);
    await this.#batch(own, [
      'link set dev lo up',
      `addr add ${address}/24 dev host0`,
      'link set dev host0 up',
      `route add default via ${subnet}.1`,
    ]);
  }

  /** Every packet to and from a subnet is dropped, or none any more. */
  async cut(subnet: string, cut: boolean): Promise<void> {
    await command('ip', ['-n', this.services, 'link', 'set', 'dev', bridgeOf(subnet), cut ? 'down' : 'up']);
  }

  async close(): Promise<void> {
    await command('ip', ['netns', 'del', this.operators]);
    await removeFabric(this.fabric);
    await rm(this.hosts, { recursive: true, force: true });
  }

  async #batch(namespace: string, lines: readonly string[]): Promise<void> {
    await command('ip', ['-n', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
  }
}

function bridgeOf(subnet: string): string {
  return `sub${subnet.replaceAll('.', '-')}`;
}
