import { join } from 'node:path';

/** Where an environment keeps its things below the project. */
export interface EnvironmentPaths {
  /** `.quorate` of the project. */
  readonly root: string;
  /** `.quorate/<environment>`. */
  readonly home: string;
  /** `.quorate/images`. */
  readonly images: string;
}

/** The layout below a project's folder. */
export function environmentPaths(projectDir: string, environment: string): EnvironmentPaths {
  const root = join(projectDir, '.quorate');
  return { root, home: join(root, environment), images: join(root, 'images') };
}
