import type { CtyObject } from '../../../src/provider/protocol/index.js';

/** Values of one resource, as Terraform's attributes are called. */
export type Values = Readonly<Record<string, unknown>>;

/** How one of Amazon's types is made and ended, by calls of Amazon's own library. */
export interface Played {
  /** Gives what only Amazon knows: the id, and whatever of it the stack refers to. */
  create(planned: Values): Promise<Values>;
  /** Attributes that cannot be changed in place. @default all that are set */
  readonly replaces?: readonly string[];
  update?(prior: Values, planned: Values): Promise<Values>;
  /** What the object is like now; null once it is gone. @default as it was made */
  read?(state: Values): Promise<Values | null>;
  delete(state: Values): Promise<unknown>;
}

export type AllPlayed = Readonly<Record<string, Played>>;

/** An attribute that has to be a text. */
export function text(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string') return value;
  throw new Error(`${name} is ${JSON.stringify(value)}, expected a text`);
}

/** The same names as Amazon's library has them, all the way down; what is not set is left out. */
export function pascal(value: unknown): never {
  return converted(value) as never;
}

function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as CtyObject).filter(([, inner]) => inner !== null);
  return Object.fromEntries(
    entries.map(([name, inner]) => [
      name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase()),
      converted(inner),
    ]),
  );
}

/** Tags as most of Amazon's services want them. */
export function tagsOf({ tags }: Values): { Key: string; Value: string }[] {
  return Object.entries((tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
}

/** Terraform takes numbers and truth where the stack writes texts. */
export function truth(value: unknown): boolean {
  return value === true || value === 'true';
}

/** What Amazon's library gives as optional and always sends. */
export function sent<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('Amazon answered without what was asked for');
  return value;
}
