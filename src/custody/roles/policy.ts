/** What a policy may allow on a path. */
type Capability = 'create' | 'read' | 'update' | 'delete' | 'list' | 'sudo';

/** A policy as data: path to capabilities. */
export type PolicyRules = Readonly<Record<string, readonly Capability[]>>;

/** A policy as the engine takes it: `sys/policies/acl/<name>`. */
export interface PolicyDocument {
  readonly name: string;
  /** HCL. */
  readonly policy: string;
}

/** Renders rules as HCL, in their order: what an administrator reads in the engine. */
export function policyDocument(name: string, rules: PolicyRules): PolicyDocument {
  const blocks = Object.entries(rules).map(
    ([path, capabilities]) =>
      `path "${path}" {\n  capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')}\n}\n`,
  );
  return { name, policy: blocks.join('\n') };
}
