import { EngineError, EngineUnreachable } from '../../engine/index.js';
import type { ClusterAccess } from '../access.js';
import type { Look } from '../observe/observe.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { lookAtSettings } from './keep.js';

/** An engine that does not know the role, or not its authority. */
const REFUSALS = [400, 403];

/** Compares the settings of the engine with the declared ones, once an operation and again after something wrote them. */
export class SettingsCheck {
  #found: readonly string[] | null = null;

  constructor(
    private readonly access: Pick<ClusterAccess, 'store' | 'signer' | 'logins'>,
    private readonly spec: ClusterSpec,
  ) {}

  /** What differs; nothing while there is nobody to ask, because unknown is not different. */
  async differences({ observed, nodes }: Look): Promise<readonly string[]> {
    const leader = nodes.find(({ machine }) => machine.id === observed.cluster?.active);
    if (this.#found !== null) return this.#found;
    if (leader === undefined || !observed.secured) return [];
    this.#found = await this.#look(leader.machine.address);
    return this.#found ?? [];
  }

  /** Has the next look be a new one. */
  forget(): void {
    this.#found = null;
  }

  async #look(address: string): Promise<readonly string[] | null> {
    try {
      return await lookAtSettings(
        { access: this.access, spec: this.spec },
        await this.access.logins.as('configure', address),
      );
    } catch (error) {
      if (error instanceof EngineUnreachable) return null;
      if (!(error instanceof EngineError)) throw error;
      return REFUSALS.includes(error.status) ? ['role configure is not let in'] : null;
    }
  }
}
