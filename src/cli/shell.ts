/** What a command says and where it was called; tests give their own. */
export interface Shell {
  /** Folder that the command was called in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly interactive: boolean;
  /** A line of the result: what others script against. */
  print(text: string): void;
  /** A line for the person: progress, hints. */
  note(text: string): void;
}

/** The shell that the program was really called from. */
export const processShell: Shell = {
  cwd: process.cwd(),
  env: process.env,
  interactive: process.stdout.isTTY === true,
  print: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};

/** Whether a live list can be drawn: a terminal that does not tell its width, as in some containers, would wrap every letter. */
export function drawsLists({ interactive }: Pick<Shell, 'interactive'>): boolean {
  return interactive && process.stdout.columns !== 0;
}
