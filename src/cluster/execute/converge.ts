import { setTimeout as delay } from 'node:timers/promises';
import type { HeldLock, Journal } from '../../operation/index.js';
import { QuorateError, reasonOf } from '../../schema/index.js';
import type { ClusterAccess } from '../access.js';
import { capabilitiesOf } from '../capabilities/index.js';
import { FactsStore } from '../facts-store.js';
import { headOf, isMutating, type OperationFacts, type PlannedStep, problemError, type Step } from '../model/index.js';
import { type Look, observe } from '../observe/observe.js';
import {
  beginOperation,
  describeStep,
  noteAfterStep,
  noteBeforeStep,
  noteObservation,
  planned,
  type StepOutcome,
} from '../plan/index.js';
import { SettingsCheck } from '../settings/check.js';
import { type ClusterSpec, membersOf } from '../spec/cluster-spec.js';
import { desiredOf } from '../spec/desired.js';
import { GateFinding } from '../steps/finding.js';
import { runStep } from '../steps/run-step.js';
import { HookRun } from './hook-run.js';
import { PluginCheck } from './plugin-check.js';

const WAIT_MS = 50;
/** A hook takes its time: looking often would only fill the audit log. */
const HOOK_WAIT_MS = 500;

/** A step that finds no leader is planned anew for so long: under load an election that nobody asked for takes seconds. */
const LEADERLESS_MS = 20_000;

/** After these the engine's settings are others: a snapshot brings back those of its time. */
const REWRITES: readonly Step['type'][] = ['keep-settings', 'restore'];

/** What a convergence works under and whom it tells. */
export interface Convergence {
  readonly access: ClusterAccess;
  readonly spec: ClusterSpec;
  readonly lock: HeldLock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Told of every step before it is run. @default nobody is */
  readonly follow?: (step: Step) => void;
}

/** A convergence under way. */
type Running = Convergence & {
  readonly hook: HookRun;
  readonly plugins: PluginCheck;
  readonly settings: SettingsCheck;
};

/**
 * Brings the cluster to what the stack asks for: look, plan, run the head of the plan, look again, until nothing is
 * left to do. Safe to be killed anywhere and run again: the cluster is the truth, not the journal.
 *
 * @throws QuorateError with the planner's own code when the plan is held or refused.
 */
export async function converge(convergence: Convergence): Promise<Look> {
  const hook = new HookRun();
  try {
    const { access, spec } = convergence;
    const [plugins, settings] = [new PluginCheck(access), new SettingsCheck(access, spec)];
    return await untilConverged({ ...convergence, hook, plugins, settings });
  } finally {
    hook.stop();
  }
}

async function untilConverged(convergence: Running): Promise<Look> {
  const { access, spec, lock, signal } = convergence;
  const memory = new FactsStore(access.store, () => lock.assertHeld());
  const capabilities = capabilitiesOf(spec.engine);
  const desired = desiredOf(spec);
  let facts = beginOperation(await memory.read());
  let leaderlessSince: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const look = await lookAgain(convergence, facts);
    const now = Date.now();
    const { plan: next, facts: noted } = planned(desired, look.observed, capabilities, now);
    facts = noted;
    if (next.kind === 'held' || next.kind === 'refused') {
      await memory.write(facts);
      throw problemError(next.problem);
    }
    const head = headOf(next);
    if (head.some(({ step }) => isMutating(step))) {
      facts = head.reduce((noted, { step }) => noteBeforeStep(noted, step, now), facts);
      await lock.assertHeld();
    }
    await memory.write(facts);
    if (next.kind === 'nothing') return look;
    try {
      facts = await runHead(convergence, head, facts, memory);
      leaderlessSince = null;
    } catch (error) {
      if (!(error instanceof QuorateError && error.code === 'QRT-NO-LEADER')) throw error;
      leaderlessSince ??= now;
      if (Date.now() - leaderlessSince > LEADERLESS_MS) throw error;
      facts = await memory.read();
      await delay(WAIT_MS, undefined, { signal });
    }
    await memory.write(facts);
  }
}

async function lookAgain({ access, spec, hook, plugins, settings }: Running, facts: OperationFacts): Promise<Look> {
  const look = await observe(access, spec, facts, hook.state);
  const wanted = membersOf(spec).map(({ machine_id }) => machine_id);
  const missingPlugins = await plugins.missing(look, wanted);
  const differences = await settings.differences(look);
  const noted = noteObservation(look.observed, Date.now());
  return { ...look, observed: { ...look.observed, missingPlugins, differences, facts: noted } };
}

async function runHead(
  convergence: Running,
  head: readonly PlannedStep[],
  before: OperationFacts,
  memory: FactsStore,
): Promise<OperationFacts> {
  const outcomes = await Promise.all(head.map((one) => runOne(convergence, one)));
  if (head.some(({ step }) => REWRITES.includes(step.type))) convergence.settings.forget();
  const facts = head.reduce(
    (noted, { step }, index) => noteAfterStep(noted, step, outcomes[index]?.outcome ?? { ok: true }, Date.now()),
    before,
  );
  const failed = outcomes.find(({ error }) => error !== undefined);
  if (failed) {
    await memory.write(facts);
    throw failed.error;
  }
  return facts;
}

/** A finding about a node is for the planner to judge; any other failure ends the convergence. */
async function runOne(
  convergence: Running,
  { step, reason, voters, quorum, tolerance }: PlannedStep,
): Promise<{ outcome: StepOutcome; error?: unknown }> {
  if (step.type === 'wait') {
    await delay(step.until === 'hook' ? HOOK_WAIT_MS : WAIT_MS, undefined, { signal: convergence.signal });
    return { outcome: { ok: true } };
  }
  const label = describeStep(step);
  const entry = { step: label, reason, voters, quorum, tolerance };
  convergence.follow?.(step);
  convergence.progress(`${label}: ${reason}`);
  await convergence.journal.record({ ...entry, state: 'started' });
  try {
    await runStep(convergence, step);
    await convergence.journal.record({ ...entry, state: 'done' });
    return { outcome: { ok: true } };
  } catch (error) {
    await convergence.journal.record({ ...entry, state: 'failed', result: reasonOf(error) });
    if (error instanceof GateFinding) return { outcome: { ok: false, finding: error.message } };
    return { outcome: { ok: false, finding: null }, error };
  }
}
