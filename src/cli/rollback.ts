import { Command } from 'commander';
import { type ClusterSpec, returnJob } from '../cluster/index.js';
import {
  carryOut,
  type Environment,
  foresee,
  judgeRollBack,
  lookAtCluster,
  restoreCost,
  rollBack,
} from '../environment/index.js';
import { QuorateError } from '../schema/index.js';
import { confirm } from './confirm.js';
import { deployed } from './deployed.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { interruptible } from './interruptible.js';
import { type PlanReport, planReportOf } from './plan/report.js';
import { notDeployed } from './project.js';
import { paintFor } from './render/paint.js';
import { renderPlan } from './render/plan.js';
import { renderRestoreCost } from './render/restore-cost.js';
import { processShell, type Shell } from './shell.js';

interface RollbackOptions {
  readonly plan: boolean;
  readonly yes: boolean;
  readonly restore: boolean;
}

/** `quorate rollback ENV`: the new nodes of an unfinished rollout leave again, the old ones serve on. */
export function rollbackCommand(shell: Shell = processShell): Command {
  const command = new Command('rollback')
    .description('take the new nodes of an unfinished rollout out of raft and balancer; the old ones serve on')
    .summary('go back while no node of the new version has led')
    .argument('<environment>', 'environment, for example lab')
    .option('--plan', 'only show what it would do', false)
    .option('--yes', 'do not ask', false)
    .option(
      '--restore',
      'after the new version has led: go back by the pre-upgrade snapshot, its loss shown first',
      false,
    )
    .addHelpText(
      'after',
      '\nAfterwards deploy the old image: it builds a new generation, and Terraform removes both others. With --restore' +
        '\nnothing changes before that deploy, which puts the snapshot back once nobody of the new version is left.',
    )
    .action((name: string, { plan, yes, restore }: RollbackOptions) =>
      ending(shell, EXIT.failed, async () => {
        const { environment, spec } = await deployed(shell.cwd, name);
        if (restore) return await goBack(shell, environment, spec, { plan, yes });
        const seen = await lookAtCluster(environment);
        if (!seen) throw notDeployed(environment);
        shell.print(renderPlan(wayBack(seen), paintFor(shell.interactive, shell.env)));
        if (plan) return EXIT.done;
        if (!yes) await confirm(shell, name, `the roll-back of ${name}`);
        shell.note(await interruptible((signal) => rollBack(environment, spec, signal, shell.note)));
        shell.note(`deploy the old image now: its machines replace both generations`);
        return EXIT.done;
      }),
    );
  return withExitCodes(command, { 0: 'rolled back, or shown', 1: 'there is no way back, or failed' });
}

/** The lost window comes before any decision about it. */
async function goBack(
  shell: Shell,
  environment: Environment,
  spec: ClusterSpec,
  { plan, yes }: Pick<RollbackOptions, 'plan' | 'yes'>,
): Promise<number> {
  const cost = await restoreCost(environment, spec);
  if (cost === null) {
    throw new QuorateError(
      'QRT-NO-SNAPSHOT',
      `${environment.name} has no snapshot from before an upgrade`,
      'One is taken by every deploy that replaces live members; before the first there is nothing to go back to.',
    );
  }
  shell.print(renderRestoreCost(cost));
  const { name } = environment;
  const { id, engine } = cost.snapshot;
  await interruptible(async (signal) => {
    if (plan) {
      await foresee(environment, spec, 'rollback', returnJob(id), signal);
      return;
    }
    if (!yes) await confirm(shell, name, `the return of ${name} to ${engine.version}`);
    await carryOut(environment, spec, 'rollback', returnJob(id), { signal, progress: shell.note });
    shell.note(`deploy ${engine.name} ${engine.version} now: that deploy ends with putting ${id} back`);
    shell.note(`to stay instead, deploy ${spec.engine.version}: that ends the matter`);
  });
  return EXIT.done;
}

type Seen = NonNullable<Awaited<ReturnType<typeof lookAtCluster>>>;

/** The plan of the roll-back; its end, that the deploy does not pass, is what is wanted here. */
function wayBack({ spec, look }: Seen): PlanReport {
  const now = Date.now();
  const { noted, rollback } = judgeRollBack(spec, look.observed, now);
  const observed = { ...noted, paused: null, facts: { ...noted.facts, rollback } };
  const report = planReportOf(spec, { ...look, observed }, now);
  return report.problem?.code === 'QRT-ROLLED-BACK' ? { ...report, problem: null } : report;
}
