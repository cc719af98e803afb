import * as z from 'zod';
import type { CtyType } from '../../../src/provider/protocol/index.js';

/** Attributes by resource type: those that the stack sets, and those that it only refers to. */
export type StandInSchemas = Readonly<
  Record<string, { readonly configured: Record<string, CtyType>; readonly computed: Record<string, CtyType> }>
>;

const blocks = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const META = ['//', 'depends_on', 'for_each', 'lifecycle', 'provider', 'count'];
/** Attributes whose members are data. */
const MAPS = ['tags', 'dimensions'];
const EACH = '${aws_instance.machines}';

/**
 * Schemas with which Terraform can plan a stack of AWS without Amazon's provider: as wide as what the stack says. That
 * names and types are Amazon's is what the constructs' own types have checked.
 */
export function standInSchemas(resource: unknown, data: unknown = {}): StandInSchemas {
  const all = [...Object.entries(blocks.parse(resource)), ...Object.entries(blocks.parse(data)).map(dataType)].filter(
    ([type]) => /^(data\.)?aws_/.test(type),
  );
  const schemas = new Map(all.map(([type]) => [type, { configured: {}, computed: {} } as StandInSchemas[string]]));
  for (const [type, byId] of all) {
    for (const values of Object.values(byId)) {
      for (const [name, value] of Object.entries(values)) {
        const schema = schemas.get(type);
        if (schema && !META.includes(name)) schema.configured[name] ??= typeOf(name, value);
      }
    }
  }
  // What an object is asked about by.
  for (const schema of schemas.values()) if (schema && !('id' in schema.configured)) schema.computed['id'] = 'string';
  for (const [type = '', name = ''] of references(resource)) {
    const schema = schemas.get(type);
    if (schema && !(name in schema.configured)) schema.computed[name] = 'string';
  }
  return Object.fromEntries(schemas);
}

/** Types of data sources may have the names of resources. */
function dataType<T>([type, byId]: readonly [string, T]): [string, T] {
  return [`data.${type}`, byId];
}

function references(resource: unknown): readonly (readonly [string, string])[] {
  const text = JSON.stringify(resource);
  const named = [...text.matchAll(/((?:data\.)?aws_\w+)\.\w+\.(\w+)/g)].map(
    ([, type = '', name = '']) => [type, name] as const,
  );
  const each = Object.values(blocks.parse(resource))
    .flatMap((byId) => Object.values(byId))
    .filter((values) => values['for_each'] === EACH)
    .flatMap((values) => [...JSON.stringify(values).matchAll(/each\.value\.(\w+)/g)])
    .map(([, name = '']) => ['aws_instance', name] as const);
  return [...named, ...each];
}

function typeOf(name: string, value: unknown): CtyType {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return ['list', value.length === 0 ? 'string' : typeOf('', value[0])];
  if (MAPS.includes(name)) return ['map', 'string'];
  const members = Object.entries(value ?? {}).map(([member, inner]) => [member, typeOf(member, inner)]);
  return ['object', Object.fromEntries(members)];
}
