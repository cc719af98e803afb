import type { ClusterAccess } from '../../../../src/cluster/index.js';
import type { MachineState } from '../../../../src/cluster/model/index.js';
import type { StepContext } from '../../../../src/cluster/steps/context.js';
import { SealedStore, WorkingStore } from '../../../../src/custody/index.js';
import { MemoryStore } from '../../../operation/support/memory-store.js';
import { spec, THREE } from '../../spec/example.js';

/** Answers of an engine or an agent; what is not here is not a function. */
type Answers = object;

export interface Fakes {
  readonly machines?: Readonly<Record<string, MachineState>>;
  /** By machine. */
  readonly engines?: Readonly<Record<string, Answers>>;
  readonly agents?: Readonly<Record<string, Answers>>;
  readonly sealToken?: string;
}

/** A step's surroundings: real stores, and machines, agents and engines that are these answers. */
export function context(fakes: Fakes = {}) {
  const { machines = {}, engines = {}, agents = {}, sealToken } = fakes;
  const store = new MemoryStore();
  const addresses = new Map<string, string>(THREE.map((id, index) => [`127.64.205.${index + 1}`, id]));
  const engineAt = (address: string) => {
    const engine = engines[addresses.get(address) ?? ''];
    if (!engine) throw new Error(`nothing listens on ${address}`);
    return engine;
  };
  const access = {
    store,
    working: new WorkingStore(store),
    sealed: new SealedStore(store, 'vault'),
    platform: {
      machines: async () =>
        [...addresses].map(([address, id]) => ({ id, address, slot: id[0], state: machines[id] ?? 'running' })),
      agent: async (id: string) => agents[id],
      sealToken: async () => sealToken,
    },
    logins: {
      connect: async (_: string, address: string) => engineAt(address),
      as: async (_: string, address: string) => engineAt(address),
    },
  };
  const lock = { token: 1, assertHeld: async () => undefined };
  // Steps use no more of the platform, the logins and the lock than what is here.
  const steps = { access, lock, spec: spec(THREE), signal: new AbortController().signal } as unknown as StepContext;
  return { ...steps, access: steps.access as ClusterAccess };
}

/** An engine by its health, and what it was asked. */
export function engine(code: number, answers: Answers = {}) {
  return { health: async () => ({ code }), ...answers };
}
