import { policyName } from '../schema/index.js';

/** @throws Error when a name cannot be one of the user's, or a text is empty. */
export function policiesOf(policies: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, text] of Object.entries(policies)) {
    const { error } = policyName.safeParse(name);
    if (error) throw new Error(`The policy '${name}': ${error.issues.map(({ message }) => message).join('; ')}`);
    if (text.trim() === '') {
      throw new Error(`The policy '${name}' is empty, expected HCL such as 'path "kv/*" { capabilities = ["read"] }'`);
    }
  }
  return { ...policies };
}
