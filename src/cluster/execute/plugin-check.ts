import { EngineError, EngineUnreachable } from '../../engine/index.js';
import type { PluginList } from '../../schema/index.js';
import type { ClusterAccess } from '../access.js';
import type { SeenNode } from '../observe/nodes.js';
import type { Look } from '../observe/observe.js';

/** Always part of an engine, and in no catalogue. */
const CORE = /^(ns_)?(system|identity|cubbyhole|token)$/;

/** A machine under load may fail to tell once; an engine that never starts is found by the gates, in its own words. */
const MOST_TRIES = 2;

/** Compares the plugins of engines that are about to join with the mounts of the cluster, once an image. */
export class PluginCheck {
  readonly #missing = new Map<string, readonly string[]>();
  readonly #failures = new Map<string, number>();

  constructor(private readonly access: Pick<ClusterAccess, 'platform' | 'logins'>) {}

  /** Plugins in use that the engine of a new image lacks, as `name (path)`. What was not told is asked again. */
  async missing({ observed, nodes }: Look, wanted: readonly string[]): Promise<readonly string[]> {
    const servers = observed.cluster?.membership?.servers.map(({ id }) => id) ?? [];
    const leader = nodes.find(({ machine }) => machine.id === observed.cluster?.active);
    if (servers.length === 0 || leader === undefined) return [];
    const present = new Set(nodes.filter(({ machine }) => servers.includes(machine.id)).map(imageOf));
    const joining = nodes.filter(
      (node) => wanted.includes(node.machine.id) && node.status !== null && !present.has(imageOf(node)),
    );
    const images = [...new Set(joining.map(imageOf))];
    const found = await Promise.all(
      images.map((image) => {
        const nodesOfIt = joining.filter((node) => imageOf(node) === image);
        return this.#of(image, nodesOfIt, leader);
      }),
    );
    return [...new Set(found.flat())];
  }

  /** Any node of an image tells for all of them; after a failure another one is asked. */
  async #of(image: string, nodes: readonly SeenNode[], leader: SeenNode): Promise<readonly string[]> {
    const known = this.#missing.get(image);
    if (known !== undefined) return known;
    const failures = this.#failures.get(image) ?? 0;
    const node = nodes[failures % nodes.length];
    if (node === undefined || failures >= MOST_TRIES) return [];
    const mounts = await this.#mounts(leader.machine.address);
    if (mounts === null) return [];
    const plugins = await this.#plugins(node.machine.id);
    if (plugins === null) {
      this.#failures.set(image, failures + 1);
      return [];
    }
    const missing = [...lacking(mounts.secret, plugins.secret), ...lacking(mounts.auth, plugins.auth)];
    this.#missing.set(image, missing);
    return missing;
  }

  async #plugins(node: string): Promise<PluginList | null> {
    const agent = await this.access.platform.agent(node);
    return await agent.plugins().catch(() => null);
  }

  /** Null while the leader does not answer. A cluster set up before operators could read its mounts is not checked. */
  async #mounts(leader: string): Promise<{ readonly secret: Mounts; readonly auth: Mounts } | null> {
    try {
      const active = await this.access.logins.as('operator', leader);
      const [secret, auth] = await Promise.all([active.mounts.list(), active.auth.list()]);
      return { secret, auth };
    } catch (error) {
      if (error instanceof EngineError) return error.status === 403 ? { secret: {}, auth: {} } : null;
      if (error instanceof EngineUnreachable) return null;
      throw error;
    }
  }
}

type Mounts = Readonly<Record<string, { readonly type: string; readonly running_sha256?: string | undefined }>>;

/** A mount of a plugin that was registered from outside is nobody's built-in. */
function lacking(mounts: Mounts, plugins: readonly string[]): string[] {
  return Object.entries(mounts)
    .filter(([, { type, running_sha256 }]) => !CORE.test(type) && !plugins.includes(type) && !running_sha256)
    .map(([path, { type }]) => `${type} (${path})`);
}

function imageOf({ machine }: SeenNode): string {
  return machine.image;
}
