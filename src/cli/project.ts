import { type Environment, openEnvironment } from '../environment/index.js';
import { environmentName, QuorateError } from '../schema/index.js';

/** The environment of this name in the project that the command was called in. */
export function environmentOf(name: string): Environment {
  if (!environmentName.safeParse(name).success) {
    throw new QuorateError(
      'QRT-ENVIRONMENT',
      `"${name}" is not the name of an environment: expected 1 to 31 lower-case letters, digits and dashes`,
      'Environments are the stacks of the project: `npx cdktf list` shows them.',
    );
  }
  return openEnvironment(process.cwd(), name);
}

/** What a command says of an environment that was never deployed. */
export function notDeployed(name: string): QuorateError {
  return new QuorateError(
    'QRT-NOT-DEPLOYED',
    `${name} has no cluster here: nothing was deployed from this folder, or it was destroyed`,
    `Deploy it with \`npx cdktf deploy ${name}\`, or run the command in the project's folder.`,
  );
}
