import type { IResolvable, TerraformMetaArguments } from 'cdktf';
import type * as z from 'zod';
import type { Attribute, Attributes } from '../../schema/resources/index.js';
import type { CamelCase } from './names.js';

type Absent = null | undefined;

type OptionalKeys<T> = { [K in keyof T]: Extract<T[K], Absent> extends never ? never : K }[keyof T];

/** Members in camelCase; those that accept null or have a default may be left out. */
type Members<T> = {
  readonly [K in Exclude<keyof T, OptionalKeys<T>> & string as CamelCase<K>]: Input<NonNullable<T[K]>>;
} & {
  readonly [K in OptionalKeys<T> & string as CamelCase<K>]?: Input<NonNullable<T[K]>> | Absent;
};

/** A value as a construct takes it: anything that is not a string or a number may be a token. */
type Input<T> = [T] extends [boolean]
  ? boolean | IResolvable
  : T extends string | number
    ? T
    : T extends readonly (infer E)[]
      ? readonly Input<NonNullable<E>>[] | IResolvable
      : string extends keyof T
        ? { readonly [key: string]: Input<NonNullable<T[keyof T]>> } | IResolvable
        : Members<T> | IResolvable;

type Configured<T> = T extends Attribute<'required', infer Z> ? z.input<Z> : never;
type Left<T> = T extends Attribute<'optional' | 'defaulted', infer Z> ? z.input<Z> | null : never;

type ValuesOf<A extends Attributes> = {
  [K in keyof A as A[K]['kind'] extends 'computed' ? never : K]: A[K]['kind'] extends 'required'
    ? Configured<A[K]>
    : Left<A[K]>;
};

/** Props of a resource: its configured attributes, and what Terraform lets every resource say. */
export type ResourceProps<A extends Attributes> = Members<ValuesOf<A>> & TerraformMetaArguments;

type Output<T> = [T] extends [string] ? string : [T] extends [number] ? number : IResolvable;

/** References to a resource's attributes, resolved by Terraform. */
export type ResourceReferences<A extends Attributes> = {
  readonly [K in keyof A & string as CamelCase<K>]: Output<NonNullable<z.output<A[K]['type']>>>;
};
