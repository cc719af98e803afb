import * as z from 'zod';
import { reasonOf } from '../../schema/index.js';
import { command } from './command.js';

/**
 * The network of a set of machines: a namespace of its own with a bridge for every zone, and one link to the host. The
 * host's own settings and rules stay as they are, and removing the namespace removes all of it.
 */
export interface Fabric {
  /** Which of the blocks below it has. */
  readonly index: number;
}

/** A place of a machine in a fabric. */
export interface Plug {
  readonly fabric: Fabric;
  /** 0 is the first zone. */
  readonly zone: number;
  readonly address: string;
}

// 198.18.0.0/15 is set aside for tests of networks: no host, and nobody's network, has these addresses.
const BLOCKS = 32;
const SUBNETS_PER_BLOCK = 16;
const LARGEST_ZONES = SUBNETS_PER_BLOCK - 1;
const FIRST_HOST = 10;
const LAST_HOST = 254;

/** Where every cloud's metadata service is. */
const METADATA_ADDRESS = '169.254.169.254';

/** What `ip -json link` tells of a link. */
const links = z.array(z.object({ ifalias: z.string().optional() }));
const LONGEST_ALIAS = 200;
const aliasOf = (owner: string) => owner.slice(-LONGEST_ALIAS);

/** The network namespace of a fabric. */
export const namespaceOf = ({ index }: Fabric) => `quorate-fabric-${index}`;
const linkOf = ({ index }: Fabric) => `quorate${index}`;
/** The network namespace of a machine. */
export const namespaceOfMachine = (machine: string) => `quorate-${machine}`;

/** An address of a fabric's subnet: 0 leads to the host, 1 and above are the zones. */
function addressIn({ index }: Fabric, subnet: number, host: number): string {
  const third = index * SUBNETS_PER_BLOCK + subnet;
  return `198.${18 + Math.floor(third / 256)}.${third % 256}.${host}`;
}

/**
 * Makes a fabric. Which block it gets is decided by who makes the link of that number first: the kernel lets one do so.
 *
 * @param owner folder of whose it is
 * @throws Error when all blocks are taken.
 */
export async function makeFabric(owner: string): Promise<Fabric> {
  for (let index = 0; index < BLOCKS; index++) {
    if (await claimFabric({ index }, owner)) return { index };
  }
  throw new Error(`all ${BLOCKS} blocks of machine networks are taken: \`ip netns\` lists them`);
}

/** Makes this very fabric; false when it is there. After a reboot of the host an environment makes its own again. */
export async function claimFabric(fabric: Fabric, owner: string): Promise<boolean> {
  if (!(await isNew(['netns', 'add', namespaceOf(fabric)]))) return false;
  try {
    await connectToHost(fabric);
    await command('ip', ['link', 'set', 'dev', linkOf(fabric), 'alias', aliasOf(owner)]);
    return true;
  } catch (error) {
    await removeFabric(fabric);
    throw error;
  }
}

/** Whether a fabric that is there is another's than this owner's; one that names nobody is no stranger's. */
export async function isAnothers(fabric: Fabric, owner: string): Promise<boolean> {
  const text = await command('ip', ['-json', 'link', 'show', 'dev', linkOf(fabric)]).catch(() => '[]');
  const [link] = links.parse(JSON.parse(text));
  return link?.ifalias !== undefined && link.ifalias !== aliasOf(owner);
}

/** Makes the bridge of a zone, unless it is there. */
export async function ensureZone(fabric: Fabric, zone: number): Promise<void> {
  if (zone < 0 || zone >= LARGEST_ZONES)
    throw new Error(`a fabric has ${LARGEST_ZONES} zones, received number ${zone}`);
  const bridge = ['link', 'add', `zone${zone}`, 'type', 'bridge', 'forward_delay', '0'];
  if (!(await isNew(['-n', namespaceOf(fabric), ...bridge]))) return;
  await batch(
    [`addr add ${addressIn(fabric, zone + 1, 1)}/24 dev zone${zone}`, `link set dev zone${zone} up`],
    namespaceOf(fabric),
  );
}

/** Where requests to a fabric's machines come from, as networks: this host, which also balances, and each other. */
export function networksOf(fabric: Fabric): { readonly host: string; readonly machines: readonly string[] } {
  // All subnets but the one that leads to this host, which is no member: 1, 2 and 3, 4 to 7, 8 to 15.
  const machines = [1, 2, 4, 8].map((subnet) => `${addressIn(fabric, subnet, 0)}/${24 - Math.log2(subnet)}`);
  return { host: `${addressIn(fabric, 0, 1)}/32`, machines };
}

async function connectToHost(fabric: Fabric): Promise<void> {
  const [namespace, link] = [namespaceOf(fabric), linkOf(fabric)];
  await batch(['link set dev lo up', `addr add ${METADATA_ADDRESS}/32 dev lo`], namespace);
  await batch([
    `link add ${link} type veth peer name uplink netns ${namespace}`,
    `addr add ${addressIn(fabric, 0, 1)}/30 dev ${link}`,
    `link set dev ${link} up`,
  ]);
  await batch(
    [
      `addr add ${addressIn(fabric, 0, 2)}/30 dev uplink`,
      'link set dev uplink up',
      `route add default via ${addressIn(fabric, 0, 1)}`,
    ],
    namespace,
  );
  await batch([`route add ${addressIn(fabric, 0, 0)}/20 via ${addressIn(fabric, 0, 2)}`]);
  await command('ip', ['netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
}

/** Removes the fabric with everything in it. Machines must be unplugged or gone. */
export async function removeFabric(fabric: Fabric): Promise<void> {
  // The link first: with the namespace it would go some moments later, when the number may be given away again.
  await removed(['link', 'del', linkOf(fabric)]);
  await removed(['netns', 'del', namespaceOf(fabric)]);
}

/**
 * Gives a machine a network namespace with one link to the bridge of its zone, and an address there.
 *
 * @param wanted the address that it had before; by default a free one
 */
export async function plugIn(fabric: Fabric, zone: number, machine: string, wanted?: string): Promise<Plug> {
  const own = namespaceOfMachine(machine);
  await ensureZone(fabric, zone);
  await command('ip', ['netns', 'add', own]);
  const [first, last] = wanted ? [Number(wanted.split('.')[3]), Number(wanted.split('.')[3])] : [FIRST_HOST, LAST_HOST];
  try {
    for (let host = first; host <= last; host++) {
      const address = addressIn(fabric, zone + 1, host);
      // Named after its address, so that of two who want the same one only one gets it.
      const link = `m${zone}-${host}`;
      const peer = ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'host0', 'netns', own];
      if (!(await isNew(['-n', namespaceOf(fabric), ...peer]))) continue;
      await batch([`link set dev ${link} master zone${zone} up`], namespaceOf(fabric));
      const gateway = addressIn(fabric, zone + 1, 1);
      await batch(
        [
          'link set dev lo up',
          `addr add ${address}/24 dev host0`,
          'link set dev host0 up',
          `route add default via ${gateway}`,
        ],
        own,
      );
      return { fabric, zone, address };
    }
    throw new Error(wanted ? `${wanted} is another machine's` : `zone ${zone} of the fabric is full`);
  } catch (error) {
    await unplug(machine);
    throw error;
  }
}

/** Drops everything that comes from a zone to another one or to the host, and the other way round. */
export async function cutZone(fabric: Fabric, zone: number): Promise<void> {
  const drops = ['iifname', 'oifname'].map((side) => `add rule inet ${cutOf(zone)} forward ${side} zone${zone} drop`);
  await command(
    'ip',
    ['netns', 'exec', namespaceOf(fabric), 'nft', '-f', '-'],
    [
      `add table inet ${cutOf(zone)}`,
      `flush table inet ${cutOf(zone)}`,
      `add chain inet ${cutOf(zone)} forward { type filter hook forward priority 0; }`,
      ...drops,
      '',
    ].join('\n'),
  );
}

/** Lets the zone be reached again; it may be whole already. */
export async function healZone(fabric: Fabric, zone: number): Promise<void> {
  const lines = [`add table inet ${cutOf(zone)}`, `delete table inet ${cutOf(zone)}`, ''];
  await command('ip', ['netns', 'exec', namespaceOf(fabric), 'nft', '-f', '-'], lines.join('\n'));
}

const cutOf = (zone: number) => `cut_zone${zone}`;

/** Removes a machine's network namespace, and its link with it. */
export async function unplug(machine: string): Promise<void> {
  await removed(['-n', namespaceOfMachine(machine), 'link', 'del', 'host0']);
  await removed(['netns', 'del', namespaceOfMachine(machine)]);
}

async function batch(lines: readonly string[], namespace?: string): Promise<void> {
  await command('ip', [...(namespace ? ['-n', namespace] : []), '-batch', '-'], `${lines.join('\n')}\n`);
}

/** False when what was to be made is there already: then somebody else has it. */
async function isNew(args: readonly string[]): Promise<boolean> {
  return await command('ip', args).then(
    () => true,
    (error: unknown) => {
      if (/File exists/.test(reasonOf(error))) return false;
      throw error;
    },
  );
}

/** Removes something that may be gone already. */
async function removed(args: readonly string[]): Promise<void> {
  await command('ip', args).catch((error: unknown) => {
    if (!/No such file|Cannot find device|Cannot open network namespace/.test(reasonOf(error))) throw error;
  });
}
