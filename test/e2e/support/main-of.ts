/** A stack of a program, as a test writes it. */
export interface StackText {
  readonly environment: string;
  /** Expression: the environment whose cluster this one waits for, or undefined. @default it waits for none */
  readonly standbyOf?: string;
}

/**
 * Text of `stacks/main.ts`: stacks of clusters on this computer that may be destroyed.
 *
 * @param props of every cluster, expressions by name
 */
export function mainOf(stacks: readonly StackText[], props: Readonly<Record<string, string>>): string {
  return [
    "import { App, LocalBackend, TerraformStack } from 'cdktf';",
    "import { Custody, Engine, HaCluster, Platform, Seal, Snapshots } from '../src/constructs/index.js';",
    'const app = new App();',
    ...stacks.flatMap(({ environment, standbyOf = 'undefined' }) => [
      '{',
      `  const stack = new TerraformStack(app, '${environment}');`,
      `  new LocalBackend(stack, { path: '../../../.quorate/${environment}/terraform.tfstate' });`,
      `  const standbyOf: string | undefined = ${standbyOf};`,
      "  new HaCluster(stack, 'vault', {",
      '    platform: Platform.local(),',
      '    deletionProtection: false,',
      '    ...(standbyOf !== undefined && { standbyOf }),',
      ...Object.entries(props).map(([name, expression]) => `    ${name}: ${expression},`),
      '  });',
      '}',
    ]),
    'app.synth();',
    '',
  ].join('\n');
}
