import type { Command } from 'commander';
import type { ClusterSpec, Preparation } from '../cluster/index.js';
import { carryOut, type Environment, foresee } from '../environment/index.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { interruptible } from './interruptible.js';
import type { Shell } from './shell.js';

/** Options that every command has which changes a running cluster. */
interface DayTwoOptions {
  /** Show the steps and change nothing. */
  readonly plan: boolean;
  readonly json: boolean;
}

/** A command's own part. */
export interface DayTwoCommand<R> {
  /** What was asked for, as lock and journal name it. */
  readonly kind: string;
  readonly prepare: (environment: Environment, spec: ClusterSpec) => Preparation<R> | Promise<Preparation<R>>;
  /** The result in one or a few lines. */
  readonly render: (result: R) => string;
}

/** Adds what every such command has: the environment, `--plan`, `--json`, exit codes. */
export function dayTwoOptions(command: Command): Command {
  command.option('--plan', 'show the steps, change nothing', false).option('--json', 'print the result as JSON', false);
  return withExitCodes(command, { 0: 'done, or shown', 1: 'refused or failed' });
}

/** Shows or does it: the lock is taken, steps are told as they begin and leave their entries in the journal. */
export function runDayTwo<R>(
  shell: Shell,
  name: string,
  { plan, json }: DayTwoOptions,
  { kind, prepare, render }: DayTwoCommand<R>,
): Promise<void> {
  return ending(shell, EXIT.failed, async () => {
    const { environment, spec } = await deployed(shell.cwd, name);
    const preparation = await prepare(environment, spec);
    await interruptible(async (signal) => {
      if (plan) {
        const steps = await foresee(environment, spec, kind, preparation, signal);
        shell.print(json ? JSON.stringify({ environment: name, kind, steps }, null, 2) : renderSteps(steps));
        return;
      }
      const progress = json ? () => undefined : shell.note;
      const result = await carryOut(environment, spec, kind, preparation, { signal, progress });
      shell.print(json ? JSON.stringify(result, null, 2) : render(result));
    });
    return EXIT.done;
  });
}

function renderSteps(steps: readonly { readonly step: string; readonly reason: string }[]): string {
  if (steps.length === 0) return 'nothing to do';
  return steps.map(({ step, reason }, index) => `${index + 1}. ${step}: ${reason}`).join('\n');
}
