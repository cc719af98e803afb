import { type IAspect, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

type Tags = Record<string, string>;

/** A resource of AWS that can be tagged. */
interface Taggable extends TerraformResource {
  tags: Tags;
  readonly tagsInput?: Tags;
}

/** Tags everything that can be tagged; what a resource says of itself stands. */
export class Tagged implements IAspect {
  constructor(private readonly tags: Readonly<Tags>) {}

  visit(node: IConstruct): void {
    if (isTaggable(node)) node.tags = { ...this.tags, ...node.tagsInput };
  }
}

function isTaggable(node: IConstruct): node is Taggable {
  // What is only looked up is looked up by its tags.
  return TerraformResource.isTerraformResource(node) && 'tagsInput' in node;
}
