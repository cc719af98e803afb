/** One step of an attribute's path: a member's name, a map's key, or a list's index. */
export type PathStep =
  | { readonly attribute_name: string }
  | { readonly element_key_string: string }
  | { readonly element_key_int: number };

export interface WirePath {
  readonly steps: readonly PathStep[];
}

/** An error or a warning, as Terraform prints it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: WirePath;
}

/** The path as people write it in HCL: `members["a"].address`. */
export function formatPath(steps: readonly PathStep[]): string {
  return steps
    .map((step, index) => {
      if ('attribute_name' in step) return index === 0 ? step.attribute_name : `.${step.attribute_name}`;
      if ('element_key_string' in step) return `[${JSON.stringify(step.element_key_string)}]`;
      return `[${step.element_key_int}]`;
    })
    .join('');
}
