import type { Lab, RunOptions } from '../../support/lab.js';
import { Evidence } from './evidence.js';
import type { Moment } from './moments.js';
import { RunningDeploy } from './running-deploy.js';
import { until } from './until.js';

export type Blow = 'SIGKILL' | 'Ctrl-C';

/** Starts a deploy and breaks it off at exactly this moment. Returns once nothing of it runs any more. */
export async function breakOff(lab: Lab, { name, reached, until: then }: Moment, blow: Blow, options: RunOptions = {}) {
  const evidence = new Evidence(lab);
  const deploy = RunningDeploy.start(lab, options);
  await deploy.reaches(name, () => reached(evidence));
  if (blow === 'Ctrl-C') return await deploy.interrupt();
  deploy.freeze();
  if (then) await until(name, () => then(evidence));
  return await deploy.kill();
}
