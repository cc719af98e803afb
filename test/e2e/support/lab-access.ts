import path from 'node:path';
import { type EngineClient, EngineUnreachable } from '../../../src/engine/index.js';
import { clusterAccess, type Environment, openEnvironment } from '../../../src/environment/index.js';
import type { StatusReport } from '../../../src/schema/index.js';
import { until } from '../../engine/support/until.js';
import type { Lab } from './lab.js';

/** Name of the cluster in every lab stack. */
export const CLUSTER = 'vault';
/** Where tests keep what they write. */
export const MOUNT = 'tests';

/** A deployed lab's engines, reached by the identities of its own working store, as the product's commands reach them. */
export class LabAccess {
  readonly environment: Environment;
  readonly cluster: ReturnType<typeof clusterAccess>;

  constructor(
    readonly lab: Lab,
    name: string = lab.environment,
  ) {
    this.environment = openEnvironment(lab.folder, name);
    this.cluster = clusterAccess(this.environment, CLUSTER);
  }

  /** A client of whatever answers at this address, logged in as an administrator. */
  admin(address: string): Promise<EngineClient> {
    return this.cluster.logins.as('admin', address);
  }

  /** A client that shows a certificate of ours and holds no token. */
  plain(address: string): Promise<EngineClient> {
    return this.cluster.logins.connect('observer', address);
  }

  /** Loopback address of the balancer. */
  async balancer(): Promise<string> {
    const { load_balancer } = await this.lab.status();
    if (load_balancer) return load_balancer.address;
    throw new Error(`${this.lab.environment} has no balancer that answers`);
  }

  /** Health code of the engine at this address; null while nothing answers. */
  async health(address: string, deadlineMs = 1_000): Promise<number | null> {
    const heard = await this.heard(address, deadlineMs);
    return typeof heard === 'number' ? heard : null;
  }

  /** The health code, or why there is none. */
  async heard(address: string, deadlineMs: number): Promise<number | EngineUnreachable['kind']> {
    try {
      return (await (await this.plain(address)).health({ deadlineMs })).code;
    } catch (error) {
      if (error instanceof EngineUnreachable) return error.kind;
      throw error;
    }
  }

  /** Makes the mount that tests write to, unless it is there. There is an administrator by certificate in labs alone. */
  async prepareMount(address: string, as?: EngineClient): Promise<void> {
    const admin = as ?? (await this.admin(address));
    if ((await admin.mounts.list())[`${MOUNT}/`]) return;
    await admin.mounts.enable(MOUNT, { type: 'kv', options: { version: '2' } });
    await until('the mount takes writes', () =>
      admin
        .kv2(MOUNT)
        .put('ready', { yes: true })
        .catch((error: unknown) => ({ not: error })),
    );
  }

  /** Folder of a machine. */
  machine(id: string): string {
    return path.join(this.lab.store, 'machines', id);
  }

  close(): Promise<void> {
    return this.cluster.logins.close();
  }
}

/** The node of this slot in a report. */
export function nodeOf(report: StatusReport, slot: string): StatusReport['nodes'][number] {
  const found = report.nodes.find((node) => node.slot === slot);
  if (found) return found;
  throw new Error(`no node has slot ${slot}: ${JSON.stringify(report.nodes)}`);
}

/** The active node and one that is not. */
export function leaderAndFollower(report: StatusReport): readonly [leader: string, follower: string] {
  const follower = report.nodes.find(({ state }) => state === 'standby');
  if (report.leader && follower) return [report.leader, follower.id];
  throw new Error(`no leader or no follower: ${JSON.stringify(report.nodes)}`);
}
