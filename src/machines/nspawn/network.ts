import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { minimalEnvironment, readLivePid, spawnDetached, terminate, writeFileAtomically } from '../../process/index.js';
import { type IdentityDocument, QuorateError } from '../../schema/index.js';
import { inTurn } from '../in-turn.js';
import {
  claimFabric,
  cutZone,
  type Fabric,
  healZone,
  isAnothers,
  makeFabric,
  namespaceOf,
  namespaceOfMachine,
  networksOf,
  plugIn,
  removeFabric,
} from './fabric.js';

const record = z.object({
  index: z.number().int(),
  zones: z.array(z.string()),
  /** Folder of the environment that made the network; a copy of the environment's folder keeps it. */
  owner: z.string().optional(),
});

const METADATA_GRACE_MS = 2_000;

/** The network of an environment's machines, and the service on it that tells them what they are. */
export class EnvironmentNetwork {
  readonly #folder: string;

  /** @param environmentFolder of the store */
  constructor(environmentFolder: string) {
    this.#folder = join(environmentFolder, 'network');
  }

  /**
   * Puts a machine into its zone; gives its address. One that is there already stays as it is.
   *
   * @param address the one it had before; by default a free one
   */
  async plug(machine: string, zone: string, address?: string): Promise<string> {
    return await inTurn(this.#folder, async () => {
      const network = await this.#network();
      const { index, zones } = network;
      if (!zones.includes(zone)) await this.#write({ ...network, zones: [...zones, zone] });
      if (address && existsSync(`/run/netns/${namespaceOfMachine(machine)}`)) return address;
      const number = zones.includes(zone) ? zones.indexOf(zone) : zones.length;
      return (await plugIn({ index }, number, machine, address)).address;
    });
  }

  /** What machines have to know of who may come. */
  async access(): Promise<Omit<NonNullable<IdentityDocument['access']>, 'operator_key'>> {
    const { host, machines } = networksOf(await inTurn(this.#folder, () => this.#network()));
    return { operators: [host], members: [...machines], balancers: [host] };
  }

  /** Has the metadata service tell the machine of this identity, and see to it that there is one. */
  async introduce(identity: IdentityDocument, program: string): Promise<void> {
    await mkdir(this.#identities, { recursive: true, mode: 0o700 });
    await writeFileAtomically(this.#identityOf(identity.address), JSON.stringify(identity));
    await inTurn(this.#folder, async () => {
      if ((await readLivePid(this.#pid)) !== null) return;
      const log = join(this.#folder, 'metadata.log');
      await spawnDetached({
        command: 'ip',
        args: ['netns', 'exec', namespaceOf(await this.#network()), process.execPath, program, this.#identities],
        cwd: this.#folder,
        env: minimalEnvironment(),
        stdoutFile: log,
        stderrFile: log,
        pidFile: this.#pid,
      });
    });
  }

  async forget(address: string): Promise<void> {
    await rm(this.#identityOf(address), { force: true });
  }

  /** @throws QuorateError `QRT-NO-ZONE` when no machine is in a zone of this name. */
  async cutOff(zone: string): Promise<void> {
    await inTurn(this.#folder, async () => cutZone(...(await this.#zone(zone))));
  }

  async reconnect(zone: string): Promise<void> {
    await inTurn(this.#folder, async () => healZone(...(await this.#zone(zone))));
  }

  /** Removes all of it; machines must be gone. */
  async remove(): Promise<void> {
    await inTurn(this.#folder, async () => {
      await terminate(this.#pid, { graceMs: METADATA_GRACE_MS });
      const known = await this.#read();
      if (known && !(await isAnothers(known, known.owner ?? this.#folder))) await removeFabric(known);
      await rm(this.#folder, { recursive: true, force: true });
    });
  }

  async #zone(name: string): Promise<[fabric: Fabric, zone: number]> {
    const { index, zones } = (await this.#read()) ?? { index: 0, zones: [] };
    if (zones.includes(name)) return [{ index }, zones.indexOf(name)];
    throw new QuorateError(
      'QRT-NO-ZONE',
      `there is no zone ${name}: expected one of ${zones.join(', ') || 'none'}`,
      'Name a zone that has machines: `quorate status ENV` lists them.',
    );
  }

  get #identities(): string {
    return join(this.#folder, 'identities');
  }

  get #pid(): string {
    return join(this.#folder, 'metadata.pid');
  }

  #identityOf(address: string): string {
    return join(this.#identities, `${address}.json`);
  }

  /** After a reboot of the host the fabric is gone, and is made again as it was: machines keep their addresses. */
  async #network(): Promise<z.infer<typeof record>> {
    const known = await this.#read();
    if (known) {
      const owner = known.owner ?? this.#folder;
      if (await claimFabric(known, owner)) return known;
      if (await isAnothers(known, owner)) throw takenByAnother(known);
      return known;
    }
    const owner = this.#folder;
    const made: Fabric = await makeFabric(owner);
    const network = { index: made.index, zones: [], owner };
    await this.#write(network);
    return network;
  }

  async #read(): Promise<z.infer<typeof record> | null> {
    const text = await readFile(join(this.#folder, 'network.json'), 'utf8').catch(() => null);
    return text === null ? null : record.parse(JSON.parse(text));
  }

  async #write(network: z.infer<typeof record>): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(join(this.#folder, 'network.json'), JSON.stringify(network));
  }
}

function takenByAnother(fabric: Fabric): QuorateError {
  return new QuorateError(
    'QRT-NETWORK-TAKEN',
    `the addresses of these machines belong to ${namespaceOf(fabric)}, which another environment made while they were off`,
    '`ip link` shows whose it is, by its alias: `npx quorate down` there, then deploy both again, this one first.',
  );
}
