/** One statement of a policy, as IAM writes it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Readonly<Record<string, string>> | '*';
  readonly Action: readonly string[];
  /** Left out where the policy belongs to what it is about: who may take on a role. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Who may take on a role: this service of Amazon's. */
export function assumedBy(sid: string, service: string): string {
  return policy({ Sid: sid, Effect: 'Allow', Principal: { Service: service }, Action: ['sts:AssumeRole'] });
}

/** The policy's text. References to other resources stay in it as Terraform expressions. */
export function policy(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
