import { Argument, Command } from 'commander';
import { EXIT, ending, withExitCodes } from './exit.js';
import { interruptible } from './interruptible.js';
import { EXERCISES } from './lab/exercises.js';
import { Practice } from './lab/practice.js';
import { show } from './lab/show.js';
import { processShell, type Shell } from './shell.js';

/** `quorate lab exercise 1|2|3|4|all [ENV]`: a course in four exercises, each step explained and shown. */
export function labCommand(shell: Shell = processShell): Command {
  return new Command('lab').description('practise on a lab').addCommand(exerciseCommand(shell));
}

function exerciseCommand(shell: Shell): Command {
  const command = new Command('exercise')
    .description('1 deploy three nodes, 2 join a node, 3 lose the leader, 4 back up and restore')
    .addArgument(new Argument('<which>', 'one of them, or all').choices([...Object.keys(EXERCISES), 'all']))
    .argument('[environment]', 'a lab', 'lab')
    .option('--plan', 'show the steps, do nothing', false)
    .option('--json', 'print what was seen as JSON', false)
    .action((which: string, name: string, options: { plan: boolean; json: boolean }) =>
      ending(shell, EXIT.failed, () =>
        interruptible(async (signal) => {
          const practice = new Practice(shell.cwd, name, signal);
          const chosen = Object.entries(EXERCISES).filter(([number]) => which === 'all' || number === which);
          const exercises = chosen.map(([, exercise]) => exercise(practice));
          if (options.plan) {
            for (const { title, steps } of exercises) {
              shell.print([title, ...steps.map((step) => `- ${step.title}: ${step.why}`)].join('\n'));
            }
            return EXIT.done;
          }
          await practice.assertLab();
          const shown = await show(shell, exercises, options.json);
          await practice.tidy();
          if (options.json) shell.print(JSON.stringify(shown, null, 2));
          return EXIT.done;
        }),
      ),
    );
  return withExitCodes(command, { 0: 'done', 1: 'a step failed; it can be begun again' });
}
