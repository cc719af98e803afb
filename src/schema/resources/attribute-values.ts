import type * as z from 'zod';
import type { Attribute, AttributeKind, Attributes } from './attributes.js';

/** Value of one attribute as handlers read it. */
type ValueOf<T> =
  T extends Attribute<infer K, infer Z> ? ('optional' extends K ? z.output<Z> | null : z.output<Z>) : never;

type NamesOf<A extends Attributes, K extends AttributeKind> = {
  [N in keyof A]: A[N]['kind'] extends K ? N : never;
}[keyof A];

/** Names of the attributes that only the provider sets. */
export type ComputedName<A extends Attributes> = NamesOf<A, 'computed'> & string;

/** What a configuration says, defaults filled in. */
export type ConfigOf<A extends Attributes> = {
  readonly [N in NamesOf<A, 'required' | 'optional' | 'defaulted'>]: ValueOf<A[N]>;
};

/** What the provider adds to it. */
export type ComputedOf<A extends Attributes> = { readonly [N in ComputedName<A>]: ValueOf<A[N]> };

/** An object as Terraform's state holds it. */
export type StateOf<A extends Attributes> = ConfigOf<A> & ComputedOf<A>;
