import type * as z from 'zod';

/** The shape of an attribute, as far as Terraform's type system can tell one shape from another. */
export type AttributeType =
  | { readonly kind: 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'map'; readonly element: AttributeType }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, ObjectMember>> };

/** One member of an object attribute. */
export interface ObjectMember {
  readonly type: AttributeType;
  readonly optional: boolean;
  /** What a handler reads where Terraform holds null: null itself, undefined, or a declared default. */
  readonly absent: unknown;
}

/**
 * Derives the Terraform shape of a zod schema.
 *
 * Only schemas whose values Terraform can hold unchanged are accepted: no unions of different shapes, no transforms.
 *
 * @throws Error naming `where` when the schema has no Terraform counterpart.
 */
export function attributeTypeOf(schema: z.core.$ZodType, where: string): AttributeType {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
    case 'enum':
      return { kind: 'string' };
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'bool' };
    case 'literal':
      if (def.values.every((value) => typeof value === 'string')) return { kind: 'string' };
      break;
    case 'array':
      return { kind: 'list', element: attributeTypeOf(def.element, `${where}[]`) };
    case 'record':
      return { kind: 'map', element: attributeTypeOf(def.valueType, `${where}[]`) };
    case 'object':
      return { kind: 'object', members: membersOf(def.shape, where) };
    case 'nullable':
    case 'optional':
    case 'default':
    case 'readonly':
      return attributeTypeOf(def.innerType, where);
    default:
  }
  throw new Error(
    `${where} is declared with a zod ${def.type}, which Terraform cannot hold. ` +
      'Expected a string, number, boolean, enum, array, record or object; model alternatives as nullable members.',
  );
}

function membersOf(shape: Readonly<Record<string, z.core.$ZodType>>, where: string): Record<string, ObjectMember> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [
      name,
      { type: attributeTypeOf(schema, `${where}.${name}`), ...absenceOf(schema) },
    ]),
  );
}

function absenceOf(schema: z.core.$ZodType): Omit<ObjectMember, 'type'> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'default') return { optional: true, absent: def.defaultValue };
  if (def.type === 'optional') return { optional: true, absent: undefined };
  if (def.type === 'readonly') return absenceOf(def.innerType);
  return { optional: def.type === 'nullable', absent: null };
}
