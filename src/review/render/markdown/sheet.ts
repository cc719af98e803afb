/** How long a text may become. */
export interface Limits {
  /** UTF-16 units, which is how GitHub counts a comment. */
  readonly units: number;
  readonly bytes: number;
}

/** GitHub refuses comments above 65,536 characters; this leaves room for what others add. */
export const COMMENT_LIMITS: Limits = { units: 60_000, bytes: 200_000 };

/** GitHub drops a step summary above 1 MiB as a whole. */
export const SUMMARY_LIMITS: Limits = { units: 1_000_000, bytes: 1_000_000 };

/** Thrown to give up a level of detail as soon as it is known to be too long. */
export class OverLimit extends Error {}

/** Lines of Markdown with a limit. */
export class Sheet {
  readonly #lines: string[] = [];
  #units = 0;
  #bytes = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @throws OverLimit when the text would become too long */
  add(...lines: readonly string[]): void {
    for (const line of lines) {
      this.#units += line.length + 1;
      this.#bytes += Buffer.byteLength(line) + 1;
      if (this.#units > this.#limits.units || this.#bytes > this.#limits.bytes) throw new OverLimit();
      this.#lines.push(line);
    }
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
