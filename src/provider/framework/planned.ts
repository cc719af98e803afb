import type { Unknown } from '../protocol/index.js';

/** A value as a plan knows it: any part of it may still be unknown. */
export type Planned<T> =
  | Unknown
  | (T extends readonly (infer E)[]
      ? readonly Planned<E>[]
      : T extends object
        ? { readonly [K in keyof T]: Planned<T[K]> }
        : T);

/** An object whose members may each be unknown; the object itself is not. */
export type PlannedMembers<T> = { readonly [K in keyof T]: Planned<T[K]> };
