import { MASKED } from './patterns.js';

/** Shorter secrets are only recognised as whole values: as parts of others they would match by accident. */
export const SHORTEST_PART = 6;

const BUCKETS = 1 << 16;

/**
 * Finds any of many secrets inside a text in one pass (Rabin–Karp over the first six characters).
 *
 * A plan can hold thousands of secrets and megabytes of text; one regular expression of all of them would try each at
 * every place.
 */
export class SecretIndex {
  readonly #filter = new Uint8Array(BUCKETS);
  readonly #secrets = new Set<string>();
  /** Lengths of the secrets that share a beginning: thousands can, as generated names do, and few lengths differ. */
  readonly #lengths = new Map<string, number[]>();

  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) if (secret.length >= SHORTEST_PART) this.#add(secret);
    // Longest first: of two secrets with one beginning the longer must win, or its rest would stay.
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a);
  }

  /** The text with every secret replaced; overlapping secrets are covered as one. */
  mask(text: string): string {
    if (this.#secrets.size === 0 || text.length < SHORTEST_PART) return text;
    let result = '';
    let end = 0;
    for (let at = 0; at + SHORTEST_PART <= text.length; at += 1) {
      if (this.#filter[bucketOf(text, at)] === 0) continue;
      const length = this.#lengthAt(text, at);
      if (length === 0) continue;
      if (at >= end) result += text.slice(end, at) + MASKED;
      end = Math.max(end, at + length);
    }
    return end === 0 ? text : result + text.slice(end);
  }

  #add(secret: string): void {
    this.#secrets.add(secret);
    const beginning = secret.slice(0, SHORTEST_PART);
    const lengths = this.#lengths.get(beginning);
    if (lengths === undefined) this.#lengths.set(beginning, [secret.length]);
    else if (!lengths.includes(secret.length)) lengths.push(secret.length);
    this.#filter[bucketOf(secret, 0)] = 1;
  }

  #lengthAt(text: string, at: number): number {
    const lengths = this.#lengths.get(text.slice(at, at + SHORTEST_PART)) ?? [];
    return lengths.find((length) => this.#secrets.has(text.slice(at, at + length))) ?? 0;
  }
}

function bucketOf(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + SHORTEST_PART; index += 1) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash & (BUCKETS - 1);
}
