import type * as z from 'zod';
import type { Attribute, AttributeType } from '../../schema/resources/index.js';
import { type Diagnostic, formatPath, isUnknown } from '../protocol/index.js';
import { pathSteps } from './attribute-path.js';
import { diagnostic } from './failure.js';

/** What is wrong with one attribute's value; parts that are not known yet are not judged. */
export function issuesOf(
  name: string,
  attribute: Attribute,
  shape: AttributeType,
  value: unknown,
): readonly Diagnostic[] {
  const result = attribute.type.safeParse(value);
  if (result.success) return [];
  return result.error.issues
    .filter((issue) => !touchesUnknown(value, issue.path))
    .map((issue) => {
      const steps = pathSteps([name, ...issue.path], { [name]: shape });
      const where = formatPath(steps);
      const detail = [
        `Expected: ${expectation(issue)}`,
        `Received: ${show(valueAt(value, issue.path))}`,
        `Cure: ${attribute.cure ?? `give \`${where}\` such a value in the configuration.`}`,
      ].join('\n');
      return diagnostic('ERROR', `${where} is not valid`, detail, steps);
    });
}

function touchesUnknown(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.some((_, depth) => isUnknown(valueAt(value, path.slice(0, depth)))) || isUnknown(valueAt(value, path));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** Zod's own messages carry what was expected behind a standard opening; ours already say it. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected;
  return issue.message.replace(/^(Invalid|Too).*?expected /, '');
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value, (_, inner) => (isUnknown(inner) ? '…' : inner));
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
