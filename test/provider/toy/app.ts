import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, TerraformIterator, TerraformProvider, TerraformStack, Token } from 'cdktf';
import * as z from 'zod';
import { resourceClass } from '../../../src/constructs/l1/index.js';
import { QuorateProvider } from '../../../src/constructs/provider/index.js';
import { toyGroup, toyThing } from './schemas.js';

const Thing = resourceClass(toyThing);
const Group = resourceClass(toyGroup);

/** What a test wants deployed; read from `toy.json` in the project. */
const toySettings = z.object({
  stack: z.string(),
  names: z.array(z.string()),
  /** Part of each thing's name: another generation replaces them all. */
  generation: z.string().default('one'),
  deletionProtection: z.boolean().default(false),
  others: z.array(z.object({ source: z.string(), version: z.string() })).default([]),
});
export type ToySettings = z.input<typeof toySettings>;

/** Another provider; the tests lay the toy's own bundle under its name, so it takes the same configuration. */
class OtherProvider extends TerraformProvider {
  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { project_dir: '.' };
  }
}

const {
  stack: name,
  names,
  generation,
  deletionProtection,
  others,
} = toySettings.parse(JSON.parse(readFileSync('toy.json', 'utf8')));
const app = new App();
const stack = new TerraformStack(app, name);
stack.addOverride('terraform.backend', { local: { path: '../../../toy.tfstate' } });
new QuorateProvider(stack, 'quorate', { assets: path.resolve('assets') });
for (const { source, version } of others) {
  new OtherProvider(stack, source, {
    terraformResourceType: path.basename(source),
    terraformProviderSource: source,
    terraformGeneratorMetadata: { providerName: path.basename(source), providerVersionConstraint: version },
  });
}
const things = new Thing(stack, 'thing', {
  name: `\${each.key}${generation}`,
  forEach: TerraformIterator.fromList(names),
  lifecycle: { createBeforeDestroy: true },
});
things.overrideLogicalId('thing');
const group = new Group(stack, 'group', {
  name: 'toys',
  deletionProtection,
  members: Token.asAny('${{ for key, thing in quorate_thing.thing : key => { thing_id = thing.id } }}'),
  dependsOn: [things],
});
group.overrideLogicalId('group');
app.synth();
