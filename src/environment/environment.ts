import { join } from 'node:path';
import { AgentClient } from '../channel/index.js';
import { type Signer, WorkingStore } from '../custody/index.js';
import { LocalDriver, type MachineDriver } from '../machines/index.js';
import type { EnvironmentStore } from '../operation/index.js';
import type { MachineSite } from '../schema/index.js';
import { SnapshotFolder } from '../snapshots/index.js';
import { localSite } from './local-site.js';
import { operatorKey } from './operator-key.js';
import { type EnvironmentPaths, environmentPaths } from './paths.js';
import type { Site } from './site.js';
import { ChosenSite } from './site-of.js';
import { signerOf, storeOf } from './store-of.js';

/** One environment, opened: everything that commands and resources work with. */
export interface Environment {
  readonly name: string;
  readonly paths: EnvironmentPaths;
  readonly store: EnvironmentStore;
  readonly working: WorkingStore;
  readonly signer: Signer;
  /** Makes machines of this computer; whatever is asked of machines is asked of the {@link site}. */
  readonly driver: MachineDriver;
  /** Where the machines are. */
  site(): Promise<Site>;
  /** Notes that they are elsewhere than on this computer. */
  settle(place: MachineSite): Promise<void>;
  readonly snapshots: SnapshotFolder;
  /** @throws QuorateError `QRT-NO-MACHINE` when there is no such machine. */
  agent(machineId: string): Promise<AgentClient>;
  /** Public half, as OpenSSH writes it, of the key that lets deploys into this environment's machines. */
  operatorKey(): Promise<string>;
}

/** Opens an environment below a project's folder. Nothing is made or read yet. */
export function openEnvironment(projectDir: string, name: string): Environment {
  const paths = environmentPaths(projectDir, name);
  const store = storeOf(projectDir, name, paths);
  const working = new WorkingStore(store);
  const driver = new LocalDriver(paths.root, () => operatorKey(working));
  const key = async () => (await operatorKey(working)).privateKey;
  const chosen = new ChosenSite(name, store, localSite(name, driver, paths), key);
  return {
    name,
    paths,
    store,
    working,
    signer: signerOf(projectDir, name, working),
    driver,
    site: () => chosen.get(),
    settle: (place) => chosen.settle(place),
    snapshots: new SnapshotFolder(join(paths.home, 'snapshots')),
    agent: async (machineId) => new AgentClient(await (await chosen.get()).channel(machineId)),
    operatorKey: async () => (await operatorKey(working)).publicKey,
  };
}
