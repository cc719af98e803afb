import { dirname } from 'node:path';
import {
  type ClusterAccess,
  type ClusterSpec,
  converge,
  deletePause,
  deleteSpec,
  FactsStore,
  Logins,
  type Look,
  NO_FACTS,
  type OperationFacts,
  observe,
  readSpec,
  SettingsCheck,
  writeSpec,
} from '../cluster/index.js';
import { bundle, operatorIdentityFor, type RoleName, type SealedEntry, SealedStore } from '../custody/index.js';
import { clusterPlatform } from './cluster-platform.js';
import type { Environment } from './environment.js';
import { hookRunner } from './hook.js';
import { measured } from './measurement/measured.js';
import { operate } from './operate.js';

/** Opens what is needed to work on the environment's cluster. Close its logins after use. */
export function clusterAccess(environment: Environment, clusterName: string): ClusterAccess {
  const { store, working, signer, snapshots } = environment;
  return {
    store,
    working,
    signer,
    platform: clusterPlatform(environment),
    runHook: hookRunner(dirname(environment.paths.root)),
    sealed: new SealedStore(store, clusterName),
    snapshots,
    logins: new Logins(async (role) => {
      const identity = await operatorIdentityFor(role as RoleName, working, signer);
      return { ...identity, serverCa: bundle((await signer.authorities()).server) };
    }),
  };
}

/** Runs `use` with access to the cluster and closes every connection afterwards. */
export async function withCluster<T>(
  environment: Environment,
  clusterName: string,
  use: (access: ClusterAccess) => Promise<T>,
): Promise<T> {
  const access = clusterAccess(environment, clusterName);
  try {
    return await use(access);
  } finally {
    await access.logins.close();
  }
}

/** Brings the cluster to what the stack asks for, as the only operation on the environment. */
export async function convergeCluster(
  environment: Environment,
  spec: ClusterSpec,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<Look> {
  await environment.working.check();
  return await operate(environment, 'deploy', signal, async (operation) => {
    await writeSpec(environment.store, spec);
    await takeUpAgain(environment);
    const { lock, journal } = operation;
    return await withCluster(environment, spec.name, (access) =>
      measured({ environment, access, spec, operation, progress }, (follow) =>
        converge({ access, spec, lock, journal, signal: operation.signal, progress, follow }),
      ),
    );
  });
}

/** A deploy of a dissolved cluster whose machines are still there means that it shall live on. */
async function takeUpAgain({ store }: Environment): Promise<void> {
  const memory = new FactsStore(store);
  const facts = await memory.read();
  if (facts.dissolved && facts.movedTo === null) await memory.write({ ...facts, dissolved: false });
}

/** One look at the cluster that was deployed last, without changing anything; undefined before the first deploy. */
export async function lookAtCluster(
  environment: Environment,
): Promise<{ readonly spec: ClusterSpec; readonly look: Look } | undefined> {
  return await looked(environment, (access, spec, facts) => observe(access, spec, facts));
}

/** The same look with one at the settings of the engine too: it logs in as `configure`, and takes longer. */
export async function lookClosely(
  environment: Environment,
): Promise<{ readonly spec: ClusterSpec; readonly look: Look } | undefined> {
  return await looked(environment, async (access, spec, facts) => {
    const look = await observe(access, spec, facts);
    const differences = await new SettingsCheck(access, spec).differences(look);
    return { ...look, observed: { ...look.observed, differences } };
  });
}

async function looked(
  environment: Environment,
  look: (access: ClusterAccess, spec: ClusterSpec, facts: OperationFacts) => Promise<Look>,
): Promise<{ readonly spec: ClusterSpec; readonly look: Look } | undefined> {
  const spec = await readSpec(environment.store);
  if (!spec) return undefined;
  const facts = await new FactsStore(environment.store).read();
  return { spec, look: await withCluster(environment, spec.name, (access) => look(access, spec, facts)) };
}

/**
 * Ends the cluster on purpose: from now on its machines may be stopped. Nothing is sealed, stopped or forgotten yet, so
 * that a cluster which is only replaced in Terraform's eyes is taken up again by the create that follows.
 */
export async function dissolveCluster(environment: Environment, signal: AbortSignal): Promise<void> {
  await operate(environment, 'destroy', signal, async ({ lock }) => {
    const facts = new FactsStore(environment.store);
    await lock.assertHeld();
    await facts.write({ ...(await facts.read()), dissolved: true });
  });
}

/**
 * After the last machine of a dissolved cluster, or of one that never came to be, is gone: its keys are archived, never
 * deleted. Can be repeated.
 */
export async function concludeDissolution(environment: Environment, signal: AbortSignal): Promise<void> {
  const { store } = environment;
  const members = (await (await environment.site()).machines()).filter(({ role }) => role === 'member');
  const spec = await readSpec(store);
  if (members.length > 0 || !spec) return;
  const sealed = new SealedStore(store, spec.name);
  const isOver = (await new FactsStore(store).read()).dissolved || isUnborn(await sealed.read());
  if (!isOver) return;
  await operate(environment, 'destroy', signal, async () => {
    if (await sealed.read()) await sealed.apply({ event: 'archive', reason: 'the cluster was destroyed' });
    await deleteSpec(store);
    await deletePause(store);
    await new FactsStore(store).write(NO_FACTS);
  });
}

/** Whether the machine was asked to initialize a cluster that is not confirmed yet: its disk may hold the only keys. */
export async function isInitializing({ store }: Environment, machineId: string): Promise<boolean> {
  const spec = await readSpec(store);
  const entry = spec && (await new SealedStore(store, spec.name).read());
  return entry !== undefined && isUnborn(entry) && entry.node_id === machineId;
}

/** Whether these keys are not bound to a cluster yet: nobody has ever been let in to what they open. */
function isUnborn(entry: SealedEntry | undefined): boolean {
  return entry?.state === 'intent' || entry?.state === 'reply';
}
