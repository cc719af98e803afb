import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEnvironment } from '../../src/environment/index.js';
import { debianBase, imageFolder, listImages, ROOT_FILE, removeImage } from '../../src/image/index.js';
import { processesOf } from '../../src/machines/nspawn/control-groups.js';
import { Lab } from '../e2e/support/lab.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { type Figure, seconds } from './measure.js';

/** Figures of the images of machines; none where no machine can be booted. */
export async function benchImages(runs: number): Promise<Figure[]> {
  return await onMachines((lab) => bakes(lab, runs));
}

/** Figures of real machines; none where none can be booted. */
export async function benchMachines(runs: number): Promise<Figure[]> {
  return await onMachines((lab) => boots(lab, runs));
}

async function onMachines(measure: (lab: Lab) => Promise<Figure[]>): Promise<Figure[]> {
  if (!HAS_MACHINES) return [];
  const lab = Lab.create({ label: 'bench', variables: { QUORATE_LAB_MACHINES: 'nspawn' } });
  try {
    return await measure(lab);
  } finally {
    await lab.remove();
  }
}

async function bakes(lab: Lab, runs: number): Promise<Figure[]> {
  const images = path.join(lab.folder, '.quorate', 'images');
  const build = () => lab.quorate(['image', 'build', lab.environment]);
  const forget = async () => {
    for (const { digest } of await listImages(images)) await removeImage(images, digest);
  };
  // What every one of these waits for, baked or not.
  const synthesis = await seconds(runs, () => lab.cdktf(['synth']));
  const base = await seconds(1, withEmptyCache);
  const fromBase = await seconds(runs, build, forget);
  const hit = await seconds(runs, build);
  const [image] = await listImages(images);
  const size = image ? statSync(path.join(imageFolder(images, image.digest), ROOT_FILE)).size : Number.NaN;
  const against = { name: 'cdktf synth alone', samples: synthesis };
  return [
    { name: 'base from Debian’s packages, their download included', unit: 's', target: null, samples: base },
    { name: 'quorate image build, unpacked base', unit: 's', target: null, samples: fromBase, against },
    { name: 'bake from an unpacked base', unit: 's', target: 10, samples: less(fromBase, synthesis) },
    { name: 'quorate image build, nothing to bake', unit: 's', target: null, samples: hit, against },
    { name: 'image, compressed', unit: 'MB', target: 160, samples: [size / 1e6] },
  ];
}

async function boots(lab: Lab, runs: number): Promise<Figure[]> {
  const down = () => lab.quorate(['down', lab.environment, '--force']);
  // What a deploy of it bakes is another figure.
  await lab.quorate(['image', 'build', lab.environment]);
  const three = await seconds(runs, () => lab.deploy(), down);
  const { driver, paths } = openEnvironment(lab.folder, lab.environment);
  const [like] = (await driver.list(lab.environment)).filter(({ role }) => role === 'member');
  if (!like) throw new Error('the lab has no machine');
  const { environment, role, image } = like;
  const spec = { environment, role, slot: 'z', zone: 'zone-1', image, driver: 'nspawn' as const, assets: '' };
  let id = '';
  const boot = async () => {
    ({ id } = await driver.create({ ...spec, imagePath: imageFolder(paths.images, image) }));
  };
  const agent = await seconds(runs, boot, () => driver.destroy(id));
  await driver.destroy(id);
  const memory = (await driver.list(lab.environment)).map((machine) => agentMemory(machine.id));
  // By the clock: a report counts from the end of the fault.
  const reboots = await seconds(runs, async () => {
    const { exitCode, text } = await lab.quorate(['drill', 'reboot', lab.environment]);
    if (exitCode !== 0) throw new Error(text);
  });
  return [
    { name: 'three machines to a verified quorum, cdktf deploy', unit: 's', target: 20, samples: three },
    { name: 'machine from nothing to its agent’s answer', unit: 's', target: 2, samples: agent },
    { name: 'quorate drill reboot: all three to full tolerance', unit: 's', target: 15, samples: reboots },
    { name: 'agent on a machine, resident memory', unit: 'MB', target: 60, samples: await Promise.all(memory) },
  ];
}

async function withEmptyCache(): Promise<void> {
  const cache = mkdtempSync(path.join(tmpdir(), 'quorate-bench-'));
  try {
    await debianBase(cache);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** Each run without the median of what it has in common with others. */
function less(samples: readonly number[], common: readonly number[]): number[] {
  const part = [...common].sort((a, b) => a - b)[Math.floor(common.length / 2)] ?? 0;
  return samples.map((sample) => sample - part);
}

/** Resident memory of the agent of a machine, in MB, as the kernel counts it. */
async function agentMemory(machine: string): Promise<number> {
  for (const pid of await processesOf(machine)) {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    if (!read('cmdline').includes('agent.cjs\0machine')) continue;
    return Number(/VmRSS:\s+(\d+)/.exec(read('status'))?.[1]) / 1000;
  }
  throw new Error(`${machine} runs no agent`);
}
