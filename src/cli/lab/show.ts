import { Listr, type ListrTask } from 'listr2';
import { drawsLists, type Shell } from '../shell.js';
import type { Exercise, ExerciseStep } from './exercise.js';

/** What an exercise showed. */
export interface Shown {
  readonly exercise: string;
  readonly step: string;
  readonly seen: string;
}

/** Does the steps one after the other: on a terminal as a live list, else as lines. */
export async function show(shell: Shell, exercises: readonly Exercise[], quiet: boolean): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  const done = async (exercise: Exercise, step: ExerciseStep): Promise<string> => {
    const seen = await step.run();
    shown.push({ exercise: exercise.title, step: step.title, seen });
    return seen;
  };
  if (drawsLists(shell) && !quiet) await asList(exercises, done);
  else await asLines(shell, exercises, done, quiet);
  return shown;
}

type Done = (exercise: Exercise, step: ExerciseStep) => Promise<string>;

async function asLines(shell: Shell, exercises: readonly Exercise[], done: Done, quiet: boolean): Promise<void> {
  const say = quiet ? () => undefined : shell.print;
  for (const exercise of exercises) {
    say(`\n${exercise.title}`);
    for (const step of exercise.steps) {
      say(`- ${step.title}\n  ${step.why}`);
      say(`  → ${await done(exercise, step)}`);
    }
  }
}

async function asList(exercises: readonly Exercise[], done: Done): Promise<void> {
  const tasks = exercises.map(
    (exercise): ListrTask => ({
      title: exercise.title,
      task: (_, task) => task.newListr(exercise.steps.map((step) => taskOf(exercise, step, done))),
    }),
  );
  await new Listr(tasks, {
    rendererOptions: { collapseSubtasks: false },
    registerSignalListeners: false,
  }).run();
}

/** The reason stands below a step while it runs, and stays there with what was seen. */
function taskOf(exercise: Exercise, step: ExerciseStep, done: Done): ListrTask {
  return {
    title: step.title,
    rendererOptions: { persistentOutput: true, outputBar: 2 },
    task: async (_, task) => {
      task.output = step.why;
      task.output = `→ ${await done(exercise, step)}`;
    },
  };
}
