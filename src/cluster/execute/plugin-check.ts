import { EngineError } from '../../engine/index.js';
import type { ClusterAccess } from '../access.js';
import type { SeenNode } from '../observe/nodes.js';
import type { Look } from '../observe/observe.js';

/** Always part of an engine, and in no catalogue. */
const CORE = /^(ns_)?(system|identity|cubbyhole|token)$/;

/** Compares the plugins of engines that are about to join with the mounts of the cluster, once an image. */
export class PluginCheck {
  readonly #missing = new Map<string, readonly string[]>();

  constructor(private readonly access: ClusterAccess) {}

  /** Plugins in use that the engine of a new image lacks, as `name (path)`. */
  async missing({ observed, nodes }: Look, wanted: readonly string[]): Promise<readonly string[]> {
    const servers = observed.cluster?.membership?.servers.map(({ id }) => id) ?? [];
    const leader = nodes.find(({ machine }) => machine.id === observed.cluster?.active);
    if (servers.length === 0 || leader === undefined) return [];
    const present = new Set(nodes.filter(({ machine }) => servers.includes(machine.id)).map(imageOf));
    const joining = nodes.filter(
      (node) => wanted.includes(node.machine.id) && node.status !== null && !present.has(imageOf(node)),
    );
    const found = await Promise.all(joining.map((node) => this.#of(node, leader)));
    return [...new Set(found.flat())];
  }

  async #of(node: SeenNode, leader: SeenNode): Promise<readonly string[]> {
    const known = this.#missing.get(imageOf(node));
    if (known !== undefined) return known;
    const missing = await this.#compare(node.machine.id, leader.machine.address);
    this.#missing.set(imageOf(node), missing);
    return missing;
  }

  async #compare(node: string, leader: string): Promise<readonly string[]> {
    const agent = await this.access.platform.agent(node);
    // An engine that does not even start is found by the gates, with its own words.
    const plugins = await agent.plugins().catch(() => null);
    const active = await this.access.logins.as('operator', leader);
    const mounts = await Promise.all([active.mounts.list(), active.auth.list()]).catch(notAllowed);
    if (plugins === null || mounts === null) return [];
    const [secrets, auths] = mounts;
    return [...lacking(secrets, plugins.secret), ...lacking(auths, plugins.auth)];
  }
}

type Mounts = Readonly<Record<string, { readonly type: string; readonly running_sha256?: string | undefined }>>;

/** A mount of a plugin that was registered from outside is nobody's built-in. */
function lacking(mounts: Mounts, plugins: readonly string[]): string[] {
  return Object.entries(mounts)
    .filter(([, { type, running_sha256 }]) => !CORE.test(type) && !plugins.includes(type) && !running_sha256)
    .map(([path, { type }]) => `${type} (${path})`);
}

/** A cluster that was set up before operators could read its mounts is upgraded without this check. */
function notAllowed(error: unknown): null {
  if (error instanceof EngineError && error.status === 403) return null;
  throw error;
}

function imageOf({ machine }: SeenNode): string {
  return machine.image;
}
