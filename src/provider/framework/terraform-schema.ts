import type { Attribute, Attributes, AttributeType } from '../../schema/resources/index.js';
import type { CtyType, WireAttribute, WireSchema } from '../protocol/index.js';

type Shapes = Readonly<Record<string, AttributeType>>;

/** Terraform's type of a shape. */
export function ctyTypeOf(shape: AttributeType): CtyType {
  switch (shape.kind) {
    case 'list':
    case 'map':
      return [shape.kind, ctyTypeOf(shape.element)];
    case 'object':
      return ['object', mapValues(shape.members, ({ type }) => ctyTypeOf(type))];
    default:
      return shape.kind;
  }
}

/** Terraform's type of a whole object. */
export function ctyObjectOf(shapes: Shapes): CtyType {
  return ['object', mapValues(shapes, ctyTypeOf)];
}

/** The schema as `GetProviderSchema` sends it. */
export function terraformSchema(attributes: Attributes, shapes: Shapes, description?: string): WireSchema {
  const wire = Object.entries(attributes).flatMap(([name, attribute]) => {
    const shape = shapes[name];
    return shape ? [wireAttribute(name, attribute, shape)] : [];
  });
  return { version: 0, block: { attributes: wire, ...(description && { description }) } };
}

function wireAttribute(name: string, { kind, description }: Attribute, shape: AttributeType): WireAttribute {
  // A default counts as computed: the provider supplies the value that the configuration leaves out.
  const part = {
    required: { required: true },
    optional: { optional: true },
    defaulted: { optional: true, computed: true },
    computed: { computed: true },
  }[kind];
  const configurable = kind === 'required' || kind === 'optional';
  return { name, description, ...part, ...(configurable ? nestedOrPlain(shape) : plain(shape)) };
}

/** Objects in configuration are nested attributes, because members of plain object types cannot be left out. */
function nestedOrPlain(shape: AttributeType): Pick<WireAttribute, 'type' | 'nested_type'> {
  const inner = shape.kind === 'list' || shape.kind === 'map' ? shape.element : shape;
  if (inner.kind !== 'object') return plain(shape);
  const attributes = Object.entries(inner.members).map(([name, { type, optional }]) => ({
    name,
    description: '',
    ...(optional ? { optional } : { required: true }),
    ...nestedOrPlain(type),
  }));
  const nesting = ({ list: 'LIST', map: 'MAP' } as const)[shape.kind as 'list' | 'map'] ?? 'SINGLE';
  return { nested_type: { attributes, nesting } };
}

function plain(shape: AttributeType): Pick<WireAttribute, 'type'> {
  return { type: Buffer.from(JSON.stringify(ctyTypeOf(shape))) };
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
