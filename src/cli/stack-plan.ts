import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { parseJson } from '../review/index.js';
import { environmentName, QuorateError } from '../schema/index.js';
import { planningFailed, showPlan } from './terraform.js';

/** A plan that was just made from the project's stack. */
export interface StackPlan {
  /** The plan as JSON. */
  readonly json: unknown;
  /** A copy of the plan file that nobody else writes to. */
  readonly file: string;
  /** Folder in which it can be applied. */
  readonly folder: string;
  /** The synthesised configuration. */
  readonly configurationFile: string;
  /** Whether the state was refreshed: it was, unless the environment told Terraform otherwise. */
  readonly refreshed: boolean;
  /** What planning complained about, when it failed and left a plan all the same. */
  readonly complaint: string | null;
  /** Removes the copy. */
  readonly dispose: () => void;
}

/**
 * Plans a stack as `cdktf diff ENV` does: synthesis, initialization, refresh, plan.
 *
 * @throws QuorateError `QRT-REVIEW-PLAN` when there is no plan afterwards
 */
export async function planStack(name: string): Promise<StackPlan> {
  if (!environmentName.safeParse(name).success) {
    throw new QuorateError(
      'QRT-ENVIRONMENT',
      `"${name}" is not the name of an environment: expected 1 to 31 lower-case letters, digits and dashes`,
      'Environments are the stacks of the project: `npx cdktf list` shows them.',
    );
  }
  const folder = resolve('cdktf.out/stacks', name);
  const made = join(folder, 'plan');
  // A plan of an earlier run must not be taken for the one that could not be made.
  rmSync(made, { force: true });
  const planned = await execa('cdktf', ['diff', name], {
    preferLocal: true,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  if (!existsSync(made)) throw planningFailed(`planning ${name} failed`, planned.all ?? planned.shortMessage ?? '');
  const own = mkdtempSync(join(tmpdir(), 'quorate-plan-'));
  const dispose = () => rmSync(own, { recursive: true, force: true });
  try {
    const file = join(own, 'plan');
    copyFileSync(made, file);
    return {
      json: parseJson(await showPlan(file, folder)),
      file,
      folder,
      configurationFile: join(folder, 'cdk.tf.json'),
      refreshed: !skipsRefresh(process.env),
      complaint: planned.exitCode === 0 ? null : planningFailed(`planning ${name} failed`, planned.all ?? '').message,
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function skipsRefresh(env: NodeJS.ProcessEnv): boolean {
  return ['TF_CLI_ARGS', 'TF_CLI_ARGS_plan'].some((name) => /-refresh=(?:false|0)\b/i.test(env[name] ?? ''));
}
