import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Environment, openEnvironment } from '../environment/index.js';
import { deployCommand, environmentName, QuorateError } from '../schema/index.js';

/**
 * The environment of this name in the project around a folder. Whether it was deployed is not looked at.
 *
 * @throws QuorateError `QRT-ENVIRONMENT` when it cannot be the name of one.
 */
export function environmentOf(cwd: string, name: string): Environment {
  if (!environmentName.safeParse(name).success) {
    throw new QuorateError(
      'QRT-ENVIRONMENT',
      `"${name}" is not the name of an environment: expected 1 to 31 lower-case letters, digits and dashes`,
      'Environments are the stacks of the project: `npx cdktf list` shows them.',
    );
  }
  return openEnvironment(projectFolder(cwd), name);
}

/** The nearest folder upwards that is a CDKTF project, or the folder itself. */
export function projectFolder(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'cdktf.json'))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

/** What a command says of an environment that was never deployed. */
export function notDeployed({ name, paths }: Environment): QuorateError {
  const others = environmentsIn(paths.root).filter((other) => other !== name);
  const here = others.length === 0 ? '' : ` Environments here: ${others.join(', ')}.`;
  return new QuorateError(
    'QRT-NOT-DEPLOYED',
    `${name} has no cluster here: nothing was deployed from this project, or it was destroyed`,
    `Deploy it with \`${deployCommand(name)}\`, or run the command in the project's folder.${here}`,
  );
}

/** Names of the environments that keep something below the store's root. */
function environmentsIn(root: string): string[] {
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names.map(({ name }) => name).filter((name) => existsSync(join(root, name, 'cluster', 'spec')));
}
