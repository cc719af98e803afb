import { type ClusterSpec, type JobContext, type JobStep, type Preparation, runJob } from '../cluster/index.js';
import { brokenOffSteps } from '../operation/index.js';
import { withCluster } from './cluster.js';
import type { Environment } from './environment.js';
import { type Operation, operate } from './operate.js';

/** What a command of an operator would do now, in order. Takes no lock and changes nothing. */
export async function foresee(
  environment: Environment,
  spec: ClusterSpec,
  kind: string,
  prepare: Preparation<unknown>,
  signal: AbortSignal,
): Promise<readonly Omit<JobStep, 'run'>[]> {
  const brokenOff = await brokenOffSteps(environment.store, kind);
  return await withCluster(environment, spec.name, async (access) => {
    const { steps } = await prepare({ access, spec, signal }, brokenOff);
    return steps.map(({ step, reason }) => ({ step, reason }));
  });
}

/** Reads something of the cluster for an operator. Takes no lock and changes nothing. */
export async function lookInto<T>(
  environment: Environment,
  spec: ClusterSpec,
  read: (context: JobContext) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return await withCluster(environment, spec.name, (access) => read({ access, spec, signal }));
}

/**
 * Does what a command of an operator asks for, as the only operation on the environment and with an entry in the
 * journal for every step.
 *
 * @param kind what was asked for, as the journal names it
 * @throws QuorateError `QRT-LOCKED` while another operation holds the environment, and whatever the command refuses.
 */
export async function carryOut<R>(
  environment: Environment,
  spec: ClusterSpec,
  kind: string,
  prepare: Preparation<R>,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
): Promise<R> {
  const work = async ({ lock, journal, signal: ending }: Operation) => {
    const brokenOff = await brokenOffSteps(environment.store, kind, lock.token);
    return await withCluster(environment, spec.name, (access) =>
      runJob({ access, spec, lock, journal, signal: ending, progress }, prepare, brokenOff),
    );
  };
  return await operate(environment, kind, signal, work, { wait: 0 });
}
