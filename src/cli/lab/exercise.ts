/** One thing that an exercise does, explained before it is done and shown afterwards. */
export interface ExerciseStep {
  readonly title: string;
  /** What it is good for. */
  readonly why: string;
  /** @returns what was seen */
  readonly run: () => Promise<string>;
}

/** Some steps that show one thing. */
export interface Exercise {
  readonly title: string;
  readonly steps: readonly ExerciseStep[];
}
