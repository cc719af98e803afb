import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** Without a controlling role, and never waiting: a terminal that is not read must not hold up a deployment. */
const FLAGS = constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK;

/**
 * Progress lines on the terminal that Terraform runs in. cdktf gives Terraform one of its own and prints what appears
 * there as lines of the stack; where there is none (plain Terraform in CI) lines are dropped.
 */
export class Terminal {
  #file: number | null | undefined;

  constructor(private readonly path = '/dev/tty') {}

  /** Writes one line; line ends inside it become spaces. */
  progress(line: string): void {
    this.#file ??= this.#open();
    if (this.#file === null) return;
    try {
      writeSync(this.#file, `${line.replace(/\s*[\r\n]+\s*/g, ' ').trimEnd()}\r\n`);
    } catch {
      // The terminal went away or is full: the work goes on without it.
    }
  }

  close(): void {
    if (typeof this.#file === 'number') closeSync(this.#file);
    this.#file = null;
  }

  #open(): number | null {
    try {
      return openSync(this.path, FLAGS);
    } catch {
      return null;
    }
  }
}
