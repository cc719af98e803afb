import { TerraformResource, Token, Tokenization } from 'cdktf';
import type { Construct } from 'constructs';
import { type Attributes, type AttributeType, PROVIDER, type ResourceSchema } from '../../schema/resources/index.js';
import { camelCase } from './names.js';
import type { ResourceProps, ResourceReferences } from './props.js';

export interface ResourceClass<A extends Attributes> {
  new (scope: Construct, id: string, props: ResourceProps<A>): TerraformResource & ResourceReferences<A>;
}

/** Members of every resource that an attribute must not hide. */
const META = ['connection', 'count', 'dependsOn', 'forEach', 'lifecycle', 'provider', 'provisioners'];

/**
 * Makes the construct of a resource type from its declaration: props in camelCase, one reference an attribute.
 *
 * @throws Error when an attribute's name is taken by cdktf.
 */
export function resourceClass<A extends Attributes>(schema: ResourceSchema<A>): ResourceClass<A> {
  class GeneratedResource extends TerraformResource {
    readonly #values: Readonly<Record<string, unknown>>;

    constructor(scope: Construct, id: string, props: ResourceProps<A>) {
      super(scope, id, {
        ...props,
        terraformResourceType: schema.type,
        terraformGeneratorMetadata: { providerName: PROVIDER.name },
      });
      this.#values = props;
    }

    protected override synthesizeAttributes(): { [name: string]: unknown } {
      return inputs(this.#values, schema.shapes);
    }
  }

  for (const [name, shape] of Object.entries(schema.shapes)) {
    const property = camelCase(name);
    if (META.includes(property) || property in TerraformResource.prototype) {
      throw new Error(`${schema.type}.${name} cannot be a property of a construct: cdktf has one of that name.`);
    }
    Object.defineProperty(GeneratedResource.prototype, property, {
      get(this: TerraformResource) {
        return reference(this, name, shape);
      },
    });
  }
  // The getters are defined from data, so the compiler cannot see them.
  return GeneratedResource as unknown as ResourceClass<A>;
}

function reference(resource: TerraformResource, name: string, { kind }: AttributeType): unknown {
  if (kind === 'string') return resource.getStringAttribute(name);
  if (kind === 'number') return resource.getNumberAttribute(name);
  return resource.interpolationForAttribute(name);
}

function inputs(values: Readonly<Record<string, unknown>>, shapes: Readonly<Record<string, AttributeType>>) {
  const given = Object.entries(shapes).flatMap(([name, shape]) => {
    const value = values[camelCase(name)];
    // A token keeps cdktf from renaming the keys inside, which for maps are data.
    return value === undefined || value === null ? [] : [[name, Token.asAny(input(value, shape))] as const];
  });
  return Object.fromEntries(given);
}

function input(value: unknown, shape: AttributeType): unknown {
  if (Tokenization.isResolvable(value) || typeof value !== 'object' || value === null) return value;
  if (shape.kind === 'list') return Object.values(value).map((element) => input(element, shape.element));
  if (shape.kind === 'map') {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, input(element, shape.element)]));
  }
  if (shape.kind !== 'object') return value;
  return Object.fromEntries(
    Object.entries(shape.members).flatMap(([name, member]) => {
      const inner: unknown = Reflect.get(value, camelCase(name));
      return inner === undefined || inner === null ? [] : [[name, input(inner, member.type)]];
    }),
  );
}
