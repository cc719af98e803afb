import type { AttributeType } from '../../schema/resources/index.js';
import type { PathStep } from '../protocol/index.js';

/** Turns a path of plain names, keys and indexes into Terraform's steps, which tell members from keys. */
export function pathSteps(
  at: readonly PropertyKey[],
  shapes: Readonly<Record<string, AttributeType>>,
): readonly PathStep[] {
  const [name, ...rest] = at;
  if (name === undefined) return [];
  const steps: PathStep[] = [{ attribute_name: String(name) }];
  let shape = shapes[String(name)];
  for (const part of rest) {
    if (shape?.kind === 'object') {
      steps.push({ attribute_name: String(part) });
      shape = shape.members[String(part)]?.type;
    } else if (shape?.kind === 'map' || shape?.kind === 'list') {
      steps.push(shape.kind === 'map' ? { element_key_string: String(part) } : { element_key_int: Number(part) });
      shape = shape.element;
    }
  }
  return steps;
}
