import { reasonOf } from '../../schema/index.js';
import { checkAccount } from './account.js';
import { checkBalancer } from './balancer.js';
import { checkDisk } from './disk.js';
import { checkEngines } from './engines.js';
import { type Check, type Finding, fail, type Surroundings } from './finding.js';
import { checkGo } from './go.js';
import { checkMachines } from './machines.js';
import { checkNode } from './node.js';
import { checkPlatform } from './platform.js';
import { checkRuntimeDirectory } from './runtime-directory.js';
import { checkTerraform } from './terraform.js';
import { checkTerraformConfiguration } from './terraform-configuration.js';

const CHECKS: readonly Check[] = [
  checkPlatform,
  () => checkNode(),
  checkTerraform,
  checkTerraformConfiguration,
  (surroundings) => checkDisk(surroundings),
  checkRuntimeDirectory,
  checkGo,
  checkEngines,
  checkBalancer,
  () => checkMachines(),
  checkAccount,
];

/** Everything that a deploy needs of this computer, in the order in which one would cure it. */
export async function examine(surroundings: Surroundings): Promise<readonly Finding[]> {
  return await Promise.all(
    CHECKS.map(async (check) => {
      try {
        return await check(surroundings);
      } catch (error) {
        return fail(check.name, `could not be checked: ${reasonOf(error)}`, 'Run the command in the project’s folder.');
      }
    }),
  );
}
