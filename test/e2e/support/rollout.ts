import { expect } from 'vitest';
import type { RolloutReport, Sample } from '../../../src/drill/index.js';
import type { StatusReport } from '../../../src/schema/index.js';
import type { Lab, Outcome } from './lab.js';
import type { LabAccess } from './lab-access.js';
import { lastReport } from './last-report.js';
import { StockReader } from './stock-reader.js';
import { type Sighting, VoterWatch } from './voter-watch.js';
import { startWriters, type Writer } from './writers.js';

/** One deploy of a cluster that is in use, and what its clients saw of it. */
export interface Observed {
  readonly before: StatusReport;
  readonly after: StatusReport;
  readonly outcome: Outcome;
  readonly writes: Readonly<Record<Writer, readonly Sample[]>>;
  readonly reads: Pick<StockReader, 'read' | 'failures'>;
  readonly sightings: readonly Sighting[];
}

/** A deploy that replaces machines, with its report. */
export interface Rollout extends Observed {
  readonly report: RolloutReport;
  /** The report as a page. */
  readonly page: string;
}

/** How a rollout is brought about; a plain deploy when nothing is given. */
type Deploy = (variables: Readonly<Record<string, string>>) => Promise<Outcome>;

/** Deploys while clients write through the balancer, the stock client reads, and the voters are counted. */
export async function rollOut(
  lab: Lab,
  access: LabAccess,
  variables: Readonly<Record<string, string>> = {},
  deploy?: Deploy,
): Promise<Rollout> {
  return { ...(await observed(lab, access, variables, deploy)), ...lastReport(lab) };
}

/** The same for a deploy that replaces no machine and so leaves no report. */
export async function observed(
  lab: Lab,
  access: LabAccess,
  variables: Readonly<Record<string, string>> = {},
  deploy: Deploy = (given) => lab.deploy(given),
): Promise<Observed> {
  const before = await lab.status();
  const balancer = await access.balancer();
  await access.prepareMount(balancer);
  const watch = new VoterWatch(access);
  const reader = await StockReader.start(access, balancer);
  const stopWriters = await startWriters(access, balancer);
  let outcome: Outcome;
  let writes: Observed['writes'];
  let sightings: readonly Sighting[];
  try {
    outcome = await deploy(variables);
  } finally {
    await reader.stop();
    writes = await stopWriters();
    sightings = await watch.stop();
  }
  const after = await lab.status();
  return { before, after, outcome, writes, reads: reader, sightings };
}

/** Terraform's own order: each old machine is destroyed only after the convergence said that it is no member. */
export function expectDestroyedLast({ outcome, before }: Pick<Observed, 'outcome' | 'before'>): void {
  const lines = outcome.text.split('\n');
  const converged = lines.findIndex((line) => /quorate_cluster\.cluster\b.*: Modifications complete/.test(line));
  const destroyed = lines.flatMap((line, index) => (/quorate_machine\..*: Destroying\.\.\./.test(line) ? [index] : []));
  expect(converged, outcome.text).toBeGreaterThan(0);
  expect(destroyed).toHaveLength(before.nodes.length);
  expect(Math.min(...destroyed)).toBeGreaterThan(converged);
}

/** What holds of clients in every rollout, whatever happens meanwhile: no acknowledged write is lost. */
export function expectNothingLost({ writes }: Pick<Observed, 'writes'>): void {
  for (const [writer, samples] of Object.entries(writes)) {
    expect(samples.filter(({ ok }) => ok).length, writer).toBeGreaterThan(50);
    expect(
      samples.filter(({ ok, proof }) => ok && proof !== 'kept'),
      writer,
    ).toEqual([]);
  }
}

/** What holds of clients when nothing goes wrong meanwhile. */
export function expectKept(rollout: Pick<Observed, 'writes' | 'reads'>): void {
  expectNothingLost(rollout);
  expect(rollout.writes.go.filter(({ ok }) => !ok)).toEqual([]);
  expect(rollout.reads.failures).toEqual([]);
  expect(new Set(rollout.reads.read)).toEqual(new Set(['kept']));
}
