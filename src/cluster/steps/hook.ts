import type { HookRun } from '../execute/hook-run.js';
import { membersOf } from '../spec/cluster-spec.js';
import type { StepContext } from './context.js';

/** A step of a convergence, which alone runs a hook. */
export type HookContext = StepContext & { readonly hook: HookRun };

/** Starts the user's hook; the operation goes on looking after the cluster until it ends. */
export function startHook({ access, spec, hook, progress }: HookContext, rollout: string): void {
  const { hook: wanted } = spec;
  if (wanted === null) throw new Error('a hook is started only where the stack has one');
  hook.start(rollout, (signal) => access.runHook(wanted, variablesOf(spec), { signal, progress }));
}

/** What the hook is told of the rollout; nothing of it is secret. */
function variablesOf(spec: StepContext['spec']): Readonly<Record<string, string>> {
  return {
    QUORATE_ENVIRONMENT: spec.environment,
    QUORATE_ENGINE: spec.engine.name,
    QUORATE_VERSION: spec.engine.version,
    QUORATE_NODES: membersOf(spec)
      .map(({ machine_id, address }) => `${machine_id}=${address}`)
      .join(' '),
    ...(spec.balancer_address === null ? {} : { QUORATE_BALANCER: spec.balancer_address }),
  };
}
