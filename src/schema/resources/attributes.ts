import type * as z from 'zod';
import { type AttributeType, attributeTypeOf } from './attribute-type.js';

/**
 * Who gives an attribute its value: `required` and `optional` the configuration (`defaulted` has a value even when it
 * is left out), `computed` the provider alone.
 */
export type AttributeKind = 'required' | 'optional' | 'defaulted' | 'computed';

/** One attribute of a resource: its zod type and its part in a plan. */
export interface Attribute<K extends AttributeKind = AttributeKind, Z extends z.ZodType = z.ZodType> {
  readonly kind: K;
  readonly type: Z;
  readonly description: string;
  /** A change of it makes Terraform replace the object. */
  readonly requiresReplace: boolean;
  /** Value of a `defaulted` attribute that the configuration leaves out; undefined on every other kind. */
  readonly default: z.output<Z> | undefined;
  /** What the reader of a validation error should do; a general sentence where it is null. */
  readonly cure: string | null;
}

export interface AttributeOptions {
  /** @default '' */
  readonly description?: string;
  /** @default false */
  readonly requiresReplace?: boolean;
  /** @default a sentence that names the attribute */
  readonly cure?: string;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** An attribute that every configuration sets. */
export function required<Z extends z.ZodType>(type: Z, options: AttributeOptions = {}): Attribute<'required', Z> {
  return attribute('required', type, options, undefined);
}

/** An attribute that a configuration may leave out: handlers then read null, or the default. */
export function optional<Z extends z.ZodType>(
  type: Z,
  options: AttributeOptions & { readonly default: NoInfer<z.output<Z>> },
): Attribute<'defaulted', Z>;
export function optional<Z extends z.ZodType>(type: Z, options?: AttributeOptions): Attribute<'optional', Z>;
export function optional<Z extends z.ZodType>(
  type: Z,
  options: AttributeOptions & { readonly default?: z.output<Z> } = {},
): Attribute<'optional' | 'defaulted', Z> {
  return attribute(options.default === undefined ? 'optional' : 'defaulted', type, options, options.default);
}

/** An attribute that only the provider sets. Declare it nullable when state may hold null. */
export function computed<Z extends z.ZodType>(
  type: Z,
  options: Pick<AttributeOptions, 'description'> = {},
): Attribute<'computed', Z> {
  return attribute('computed', type, options, undefined);
}

function attribute<K extends AttributeKind, Z extends z.ZodType>(
  kind: K,
  type: Z,
  options: AttributeOptions,
  value: z.output<Z> | undefined,
): Attribute<K, Z> {
  const { description = '', requiresReplace = false, cure = null } = options;
  return { kind, type, description, requiresReplace, default: value, cure };
}

/** What a resource type looks like: the one source of its Terraform schema, its validation and its TypeScript types. */
export interface ResourceSchema<A extends Attributes = Attributes> {
  /** Terraform's name of the type, for example `quorate_machine`. */
  readonly type: string;
  readonly description: string;
  readonly attributes: A;
  /** Shape of each attribute, derived from its zod type. */
  readonly shapes: { readonly [K in keyof A]: AttributeType };
}

/**
 * Declares a resource type.
 *
 * @throws Error when an attribute has a name or a type that Terraform does not know.
 * @example
 * const thing = resourceSchema('toy_thing', 'A toy.', { name: required(z.string()), id: computed(z.string()) });
 */
export function resourceSchema<A extends Attributes>(
  type: string,
  description: string,
  attributes: A,
): ResourceSchema<A> {
  const shapes = Object.entries(attributes).map(([name, { type: zodType }]) => {
    const where = `${type}.${name}`;
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${where} is not a Terraform name: expected snake_case.`);
    return [name, attributeTypeOf(zodType, where)] as const;
  });
  return { type, description, attributes, shapes: Object.fromEntries(shapes) as ResourceSchema<A>['shapes'] };
}
