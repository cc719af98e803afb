import { type ListedEngine, listEngines } from '../../engine/index.js';
import { QuorateError } from '../../schema/index.js';
import { type Check, fail, ok, type Surroundings, warn } from './finding.js';
import { outputOf } from './program-version.js';

/** Whether engines are in the cache; without one the first deploy fetches it, or builds it with Go. */
export const checkEngines: Check = async (surroundings) => {
  try {
    const engines = await listEngines({ enginesDir: `${surroundings.project}/engines`, env: surroundings.env });
    const here = engines.filter(({ cached }) => cached !== null);
    if (here.length > 0) return ok('engines', `in the cache: ${here.map(nameOf).join(', ')}`);
    return warn('engines', await firstUse(surroundings), 'quorate engine fetch');
  } catch (error) {
    if (error instanceof QuorateError) return fail('engines', error.message, error.cure);
    throw error;
  }
};

async function firstUse(surroundings: Surroundings): Promise<string> {
  const go = await outputOf('go', ['version'], surroundings);
  const how =
    go === null ? 'and Go, to build one where no release can be reached, is not installed' : 'or builds it with Go';
  return `none is in the cache: the first deploy downloads one, ${how}`;
}

function nameOf({ name, version }: ListedEngine): string {
  return `${name}@${version}`;
}
