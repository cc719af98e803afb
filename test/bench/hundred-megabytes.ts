import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { Lab } from '../e2e/support/lab.js';
import { LabAccess, MOUNT } from '../e2e/support/lab-access.js';
import { killMachine } from '../e2e/support/machines.js';
import { until } from '../engine/support/until.js';
import type { Figure } from './measure.js';
import { gapsOf, KINDS, NAMES, whileWriting } from './rollout/writing.js';

/** Entries of this many bytes make up the data: large enough to be quick, small enough for the engine's raft log. */
const ENTRY_BYTES = 500_000;
const ENTRIES = 200;
/** Seconds; long enough for the writers to find their pace between two. */
const EVERY = 10;
/** What is measured after the schedule is measured without it. */
const SELDOM = { QUORATE_LAB_SNAPSHOTS: '24h' };
const BEFORE_MS = 500;
const AFTER_MS = 5_000;

const restored = z.object({ recovery_ms: z.number() });

/** Snapshots, restores, restore drills and total losses of a cluster that holds 100 MB. */
export async function benchHundredMegabytes(runs: number): Promise<Figure[]> {
  const lab = Lab.create({ label: 'bench', variables: { QUORATE_LAB_SNAPSHOTS: `${EVERY}s` } });
  try {
    await lab.deploy();
    await fill(lab);
    const snapshots = await benchSchedule(lab, runs);
    await lab.deploy(SELDOM);
    const drills = await timed(runs, () => told(lab, ['drill', 'restore', lab.environment, '--json']));
    const restores: number[] = [];
    const losses: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      restores.push(await restore(lab));
      losses.push(await loseAll(lab));
    }
    const of = 'of 100 MB';
    return [
      ...snapshots,
      { name: `restore drill ${of}`, unit: 's', target: 20, samples: drills },
      { name: `restore ${of} into the running cluster, every voter proven`, unit: 's', target: 12, samples: restores },
      { name: `total loss ${of}: new machines, restore, every voter proven`, unit: 's', target: 40, samples: losses },
    ];
  } finally {
    await lab.remove();
  }
}

/** Scheduled snapshots by the agent of the leader, while clients write. */
async function benchSchedule(lab: Lab, runs: number): Promise<Figure[]> {
  const durations: number[] = [];
  const instants: number[] = [];
  const written = await whileWriting(lab, async () => {
    let last = (await lab.status()).snapshots?.newest;
    for (let run = 0; run < runs; run += 1) {
      const state = await until(
        'a snapshot is taken',
        async () => {
          const { snapshots } = await lab.status();
          return snapshots && snapshots.newest !== last ? snapshots : { not: snapshots };
        },
        6 * EVERY * 1000,
      );
      last = state.newest;
      instants.push(Date.parse(state.newest ?? ''));
      durations.push((state.duration_ms ?? Number.NaN) / 1000);
    }
    await delay(AFTER_MS);
  });
  const gaps = instants.map((at, index) =>
    gapsOf(written, at - (durations[index] ?? 0) * 1000 - BEFORE_MS, at + BEFORE_MS),
  );
  return [
    { name: 'snapshot of 100 MB on the leader', unit: 's', target: 3, samples: durations },
    ...KINDS.map((writer) => ({
      name: `write gap while it is taken, ${NAMES[writer]}`,
      unit: 's' as const,
      target: 0.1,
      samples: gaps.map((gap) => gap[writer]),
    })),
    { name: 'agent of the leader at its peak', unit: 'MB', target: 100, samples: [await peakMemory(lab)] },
  ];
}

async function fill(lab: Lab): Promise<void> {
  const access = new LabAccess(lab);
  try {
    const balancer = await access.balancer();
    await access.prepareMount(balancer);
    const kv = (await access.admin(balancer)).kv2(MOUNT);
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      // What is random cannot be compressed, as what the engine has encrypted cannot.
      await kv.put(`large/${entry}`, { value: randomBytes((ENTRY_BYTES * 3) / 4).toString('base64') });
    }
  } finally {
    await access.close();
  }
}

async function restore(lab: Lab): Promise<number> {
  const { stdout } = await told(lab, ['restore', lab.environment, '--snapshot', 'latest', '--json']);
  return restored.parse(JSON.parse(stdout)).recovery_ms / 1000;
}

/** All machines are destroyed; the time until new ones serve with every voter proven. */
async function loseAll(lab: Lab): Promise<number> {
  const access = new LabAccess(lab);
  try {
    const { nodes } = await lab.status();
    for (const { id } of nodes) await killMachine(access, id);
    for (const { id } of nodes) await access.environment.driver.destroy(id);
    const begun = performance.now();
    await lab.cdktf(['deploy', lab.environment, '--auto-approve'], { variables: SELDOM });
    await restore(lab);
    const taken = (performance.now() - begun) / 1000;
    await lab.deploy(SELDOM);
    return taken;
  } finally {
    await access.close();
  }
}

async function timed(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    await work();
    samples.push((performance.now() - begun) / 1000);
  }
  return samples;
}

/** A command that has to end well. */
async function told(lab: Lab, args: readonly string[]) {
  const outcome = await lab.quorate(args);
  if (outcome.exitCode !== 0)
    throw new Error(`quorate ${args.join(' ')} exited with ${outcome.exitCode}:\n${outcome.text}`);
  return outcome;
}

/** Most memory that the leader's agent has ever held, in MB, as the kernel counts it. */
async function peakMemory(lab: Lab): Promise<number> {
  const { leader } = await lab.status();
  const pidFile = path.join(lab.store, 'machines', leader ?? '', 'agent.pid');
  const { pid } = JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number };
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;
}
