import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimFabric, type Fabric, namespaceOf, removeFabric, unplug } from '../../../src/machines/nspawn/fabric.js';
import { EnvironmentNetwork } from '../../../src/machines/nspawn/network.js';
import { temporaryFolder } from '../../process/helpers.js';
import { HAS_MACHINES } from './support/has-machines.js';

const LAST_BLOCK = 31;
const MACHINE = `t-${Math.random().toString(36).slice(2, 10)}`;

/** A fabric of this owner, from the end: whoever makes a network takes the first block that is free. */
async function fabricOf(owner: string): Promise<Fabric> {
  for (let index = LAST_BLOCK; index >= 0; index -= 1) {
    if (!(await claimFabric({ index }, owner))) continue;
    onTestFinished(() => removeFabric({ index }));
    return { index };
  }
  throw new Error('no block is free');
}

/** An environment that had this fabric before the computer was started anew. */
async function rebooted(made: (owner: string) => Promise<Fabric>) {
  const environment = await temporaryFolder();
  const owner = join(environment, 'network');
  const fabric = await made(owner);
  await mkdir(owner);
  await writeFile(join(owner, 'network.json'), JSON.stringify({ ...fabric, zones: ['zone-1'], owner }));
  return { environment, fabric, network: new EnvironmentNetwork(environment) };
}

describe.skipIf(!HAS_MACHINES)('the network of an environment, after this computer was started anew', () => {
  it('is made again as it was: machines keep their addresses', async () => {
    const { network, fabric } = await rebooted(fabricOf);
    onTestFinished(() => unplug(MACHINE));
    const address = await network.plug(MACHINE, 'zone-1');
    await unplug(MACHINE);
    await removeFabric(fabric);
    expect(await network.plug(MACHINE, 'zone-1', address)).toBe(address);
  });

  it('is not taken for its own when another environment made one of that number meanwhile, and not removed', async () => {
    const { network, fabric } = await rebooted(() => fabricOf('/elsewhere/network'));
    await expect(network.plug(MACHINE, 'zone-1')).rejects.toMatchObject({ code: 'QRT-NETWORK-TAKEN' });
    await network.remove();
    expect(existsSync(`/run/netns/${namespaceOf(fabric)}`)).toBe(true);
  });

  it('is its own in a copy of the environment’s folder too', async () => {
    const { environment } = await rebooted(fabricOf);
    const copy = await temporaryFolder();
    await cp(join(environment, 'network'), join(copy, 'network'), { recursive: true });
    onTestFinished(() => unplug(MACHINE));
    expect(await new EnvironmentNetwork(copy).plug(MACHINE, 'zone-1')).toMatch(/^198\.1[89]\./);
  });
});
