import { Command } from 'commander';
import { lookClosely } from '../environment/index.js';
import { EXIT, ending, withExitCodes } from './exit.js';
import { type PlanReport, planReportOf } from './plan/report.js';
import { environmentOf, notDeployed } from './project.js';
import { paintFor } from './render/paint.js';
import { renderPlan } from './render/plan.js';
import { processShell, type Shell } from './shell.js';

/** Exit code of a plan: scripts tell "nothing to do" from "a deploy would work" from "a deploy would stop". */
export const PLAN_EXIT: Readonly<Record<PlanReport['outcome'], number>> = { nothing: 0, steps: 2, held: 1, refused: 1 };

/** `quorate plan ENV`: what the next deploy would do to the membership. Changes nothing. */
export function planCommand(shell: Shell = processShell): Command {
  const command = new Command('plan')
    .description('show desired and observed nodes, and the steps from one to the other; changes nothing')
    .summary('show what would be done to the membership')
    .argument('<environment>', 'environment, for example lab')
    .option('--json', 'print the plan as JSON', false)
    .addHelpText(
      'after',
      '\nDesired is what was deployed last; `npx cdktf diff ENVIRONMENT` plans a change of the stack.',
    )
    .action((name: string, { json }: { json: boolean }) =>
      ending(shell, EXIT.failed, async () => {
        const environment = environmentOf(shell.cwd, name);
        const seen = await lookClosely(environment);
        if (!seen) throw notDeployed(environment);
        const report = planReportOf(seen.spec, seen.look, Date.now());
        shell.print(
          json ? JSON.stringify(report, null, 2) : renderPlan(report, paintFor(shell.interactive, shell.env)),
        );
        return PLAN_EXIT[report.outcome];
      }),
    );
  return withExitCodes(command, { 0: 'nothing to do', 1: 'held, refused or failed', 2: 'there are steps to take' });
}
