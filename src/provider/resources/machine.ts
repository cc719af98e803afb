import { FactsStore, readSpec } from '../../cluster/index.js';
import { concludeDissolution, drain, type Environment, isInitializing, noteImage } from '../../environment/index.js';
import { DEFAULT_LIMITS } from '../../schema/index.js';
import { quorateMachine } from '../../schema/resources/index.js';
import { bootable } from '../bootable.js';
import { defineResource } from '../deployment.js';
import { assertMayStop } from '../stop-guard.js';

/** A machine of the local platform. One that stopped is replaced; one that does not answer is kept (law 9). */
export const machine = defineResource(quorateMachine).handledBy({
  plan: async ({ prior, provider, config, set, replace, warn }) => {
    if (prior === null) return set('status', 'running');
    const { driver, store } = provider.environment(prior.environment);
    await driver.claim(prior.id);
    if (prior.status === 'running') return;
    const { movedTo } = await new FactsStore(store).read();
    if (movedTo !== null && prior.role === 'member')
      return warn(
        `${prior.id} stays as it is`,
        `Its cluster was taken over by ${movedTo}, and must not run beside it.`,
      );
    if (prior.status === 'halted') return set('status', 'running');
    if (prior.status === 'unknown') {
      return warn(
        `${prior.id} does not answer`,
        'It runs, so it is kept: a machine that cannot be reached is not known to be down. Look at its agent.log.',
      );
    }
    set('status', 'running');
    replace('status');
    if (config.role === 'member')
      warn(`${prior.id} has stopped`, 'It is replaced: its peer leaves the cluster once the new machine is in.');
  },
  create: async ({ provider, config, signal, progress }) => {
    const { driver, paths } = await provider.usable(config.environment);
    await provider.afterTheFirst();
    const { id, address } = await driver.create(
      {
        ...config,
        limits: config.limits ?? DEFAULT_LIMITS,
        ...(await bootable(paths.images, config.image)),
        assets: provider.assets,
      },
      signal,
    );
    if (config.role === 'member') await noteImage(paths, config.image);
    progress(`machine ${id} answers on ${address}`);
    return { id, address };
  },
  update: async ({ provider, prior, signal }) => {
    const { driver, paths } = provider.environment(prior.environment);
    await driver.start(prior.id, (await bootable(paths.images, prior.image)).imagePath, signal);
    return { status: 'running' };
  },
  read: async ({ provider, prior, signal }) => {
    const environment = provider.environment(prior.environment);
    const { driver } = environment;
    const state = await driver.state(prior.id, signal);
    if (state === 'gone') return null;
    await driver.claim(prior.id);
    return { status: state === 'stopped' && (await isWorthStarting(environment, prior.id)) ? 'halted' : state };
  },
  delete: async ({ provider, prior, signal, progress }) => {
    const environment = provider.environment(prior.environment);
    if (prior.role === 'member') await assertMayStop(environment, prior.id);
    if (prior.role === 'member') await drain(environment, prior.id);
    await environment.driver.destroy(prior.id, signal);
    if (prior.role === 'member') await concludeDissolution(environment, signal);
    progress(`machine ${prior.id} is gone`);
  },
});

/** Whether what is on the disk of a stopped machine may be all that there is of the cluster, or of its keys. */
async function isWorthStarting(environment: Environment, id: string): Promise<boolean> {
  // The others have gone on without it: with its old data it must never run again.
  if ((await new FactsStore(environment.store).read()).declaredLost.includes(id)) return false;
  // A real machine that is off is switched on again: it is whole, where a process that ended may have ended for cause.
  if ((await environment.driver.get(id))?.driver === 'nspawn') return true;
  return (await isInitializing(environment, id)) || (await isOutage(environment));
}

/** Whether most members have stopped: what is on their disks is the cluster then, and none may be replaced. */
async function isOutage({ driver, store }: Environment): Promise<boolean> {
  const members = Object.values((await readSpec(store))?.members ?? {});
  const states = await Promise.all(members.map(({ machine_id }) => driver.state(machine_id)));
  return states.filter((state) => state === 'stopped').length > members.length / 2;
}
