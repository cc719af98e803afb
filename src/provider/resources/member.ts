import { concludeDissolution, drain, enrol } from '../../environment/index.js';
import { quorateMember } from '../../schema/resources/index.js';
import { defineResource } from '../deployment.js';
import { assertMayStop, isStillWanted } from '../stop-guard.js';

/** The enrolment of a machine: its own key, certified by our signer for what the machine is. */
export const member = defineResource(quorateMember).handledBy({
  plan: ({ prior, set }) => {
    if (prior === null || !prior.enrolled) set('enrolled', true);
  },
  create: async ({ provider, config, signal }) => {
    const environment = provider.environment(config.environment);
    await (await environment.site()).meet(config.machine_id, signal);
    await enrol(environment, config);
    return { id: config.machine_id };
  },
  update: async ({ provider, config }) => {
    await enrol(provider.environment(config.environment), config);
    return {};
  },
  read: async ({ provider, prior, warn }) => {
    const environment = provider.environment(prior.environment);
    if ((await (await environment.site()).state(prior.machine_id)) !== 'running') return {};
    try {
      return { enrolled: (await (await environment.agent(prior.machine_id)).status()).enrolled };
    } catch {
      warn(`the agent of ${prior.machine_id} did not answer`, 'Its enrolment is taken to be as it was.');
      return {};
    }
  },
  delete: async ({ provider, prior, signal }) => {
    const environment = provider.environment(prior.environment);
    if (await isStillWanted(environment, prior.machine_id)) return;
    await assertMayStop(environment, prior.machine_id);
    await drain(environment, prior.machine_id);
    await (await environment.site()).release(prior.machine_id);
    await concludeDissolution(environment, signal);
  },
});
