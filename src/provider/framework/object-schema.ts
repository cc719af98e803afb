import { isDeepStrictEqual } from 'node:util';
import type { Attribute, Attributes, AttributeType, ConfigOf, StateOf } from '../../schema/resources/index.js';
import {
  type CtyObject,
  type CtyType,
  type CtyValue,
  type Diagnostic,
  type DynamicValue,
  decodeDynamicValue,
  decodeStoredState,
  encodeDynamicValue,
  formatPath,
  isUnknown,
  isWhollyKnown,
  type PathStep,
} from '../protocol/index.js';
import { pathSteps } from './attribute-path.js';
import { issuesOf } from './issues.js';
import type { PlannedMembers } from './planned.js';
import { ctyObjectOf } from './terraform-schema.js';

interface Entry {
  readonly name: string;
  readonly attribute: Attribute;
  readonly shape: AttributeType;
}

/** The border between Terraform's values and handlers: decodes, checks and types objects of one declaration. */
export class ObjectSchema<A extends Attributes> {
  readonly entries: readonly Entry[];
  readonly #type: CtyType;

  constructor(
    readonly name: string,
    attributes: A,
    private readonly shapes: { readonly [K in keyof A]: AttributeType },
  ) {
    this.entries = Object.entries(attributes).flatMap(([name, attribute]) => {
      const shape = shapes[name];
      return shape ? [{ name, attribute, shape }] : [];
    });
    this.#type = ctyObjectOf(shapes);
  }

  decode(value: DynamicValue): CtyObject | null {
    return asObject(decodeDynamicValue(value, this.#type));
  }

  decodeStored(json: Uint8Array): CtyObject | null {
    return asObject(decodeStoredState(json, this.#type));
  }

  /** @throws Error when a value does not fit the schema. */
  encode(object: Readonly<Record<string, unknown>> | null): DynamicValue {
    return encodeDynamicValue(object, this.#type);
  }

  steps(at: readonly PropertyKey[]): readonly PathStep[] {
    return pathSteps(at, this.shapes);
  }

  /** What is wrong with the known parts of the attributes that a configuration sets. */
  configIssues(object: CtyObject): readonly Diagnostic[] {
    return this.entries
      .filter(({ attribute }) => attribute.kind !== 'computed')
      .flatMap(({ name, attribute, shape }) => {
        const value = object[name] ?? null;
        if (isUnknown(value) || (value === null && attribute.kind !== 'required')) return [];
        return issuesOf(name, attribute, shape, present(value, shape));
      });
  }

  /** The attributes that a configuration sets, as a plan or a validation knows them. */
  plannedConfig(object: CtyObject): PlannedMembers<ConfigOf<A>> {
    return this.#pick(object, ({ attribute }) => attribute.kind !== 'computed') as PlannedMembers<ConfigOf<A>>;
  }

  /** A whole object, as a plan knows it. */
  planned(object: CtyObject): PlannedMembers<StateOf<A>> {
    return this.#pick(object, () => true) as PlannedMembers<StateOf<A>>;
  }

  /** @throws Error naming the attribute, when something is unknown or not what the schema says. */
  config(object: CtyObject): ConfigOf<A> {
    return this.#parse(object, ({ attribute }) => attribute.kind !== 'computed') as ConfigOf<A>;
  }

  /** @throws Error naming the attribute, when state does not hold what the schema says. */
  state(object: CtyObject): StateOf<A> {
    return this.#parse(object, () => true) as StateOf<A>;
  }

  /** Names of the configured attributes in which two objects differ. */
  changed(before: CtyObject, after: CtyObject): readonly Entry[] {
    return this.entries.filter(
      ({ name, attribute }) => attribute.kind !== 'computed' && !isDeepStrictEqual(before[name], after[name]),
    );
  }

  #pick(object: CtyObject, wanted: (entry: Entry) => boolean): Record<string, unknown> {
    const picked = this.entries.filter(wanted);
    return Object.fromEntries(picked.map(({ name, shape }) => [name, present(object[name] ?? null, shape)]));
  }

  #parse(object: CtyObject, wanted: (entry: Entry) => boolean): Record<string, unknown> {
    const parsed = this.entries.filter(wanted).map((entry) => [entry.name, this.#parseOne(entry, object)] as const);
    return Object.fromEntries(parsed);
  }

  #parseOne({ name, attribute, shape }: Entry, object: CtyObject): unknown {
    const value = object[name] ?? null;
    if (value === null && attribute.kind === 'optional') return null;
    if (!isWhollyKnown(value)) throw new Error(`${this.name}.${name} is not known yet; expected a known value`);
    const given = present(value, shape);
    const [issue] = issuesOf(name, attribute, shape, given);
    if (!issue) return attribute.type.parse(given);
    throw new Error(`${this.name}: ${formatPath(issue.attribute?.steps ?? [])} is not valid. ${issue.detail}`);
  }
}

/** Fills in what Terraform holds as null inside objects: a declared default, or undefined for a zod optional. */
function present(value: CtyValue, shape: AttributeType): unknown {
  if (value === null || typeof value !== 'object' || isUnknown(value)) return value;
  if (shape.kind === 'list') return Object.values(value).map((element) => present(element, shape.element));
  const record = Object.entries(value as CtyObject);
  if (shape.kind === 'map')
    return Object.fromEntries(record.map(([key, inner]) => [key, present(inner, shape.element)]));
  if (shape.kind !== 'object') return value;
  return Object.fromEntries(
    record.flatMap(([name, inner]) => {
      const member = shape.members[name];
      const filled = inner === null || !member ? member?.absent : present(inner, member.type);
      return filled === undefined ? [] : [[name, filled]];
    }),
  );
}

function asObject(value: CtyValue): CtyObject | null {
  if (value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value) && !isUnknown(value)) return value as CtyObject;
  throw new Error('expected an object or null, received another value');
}
