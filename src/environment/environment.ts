import { join } from 'node:path';
import { AgentClient } from '../channel/index.js';
import { FileSigner, type Signer, WorkingStore } from '../custody/index.js';
import { LocalDriver, type MachineDriver } from '../machines/index.js';
import type { EnvironmentStore } from '../operation/index.js';
import { QuorateError } from '../schema/index.js';
import { SnapshotFolder } from '../snapshots/index.js';
import { operatorKey } from './operator-key.js';
import { type EnvironmentPaths, environmentPaths } from './paths.js';
import { storeOf } from './store-of.js';

/** One environment of the local platform, opened: everything that commands and resources work with. */
export interface Environment {
  readonly name: string;
  readonly paths: EnvironmentPaths;
  readonly store: EnvironmentStore;
  readonly working: WorkingStore;
  readonly signer: Signer;
  readonly driver: MachineDriver;
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
  return {
    name,
    paths,
    store,
    working,
    signer: new FileSigner(working, name),
    driver,
    snapshots: new SnapshotFolder(join(paths.home, 'snapshots')),
    agent: async (machineId) => {
      const record = await driver.get(machineId);
      if (!record) throw noMachine(name, machineId);
      return new AgentClient(driver.channel(record));
    },
    operatorKey: async () => (await operatorKey(working)).publicKey,
  };
}

function noMachine(environment: string, machineId: string): QuorateError {
  return new QuorateError(
    'QRT-NO-MACHINE',
    `there is no machine ${machineId} in ${environment}`,
    `\`quorate status ${environment}\` lists the machines that there are.`,
  );
}
