import { setMaxListeners } from 'node:events';
import { type ClusterAccess, type ClusterSpec, FactsStore, type Step } from '../../cluster/index.js';
import { renderReport, rolloutReport, summaryLine } from '../../drill/index.js';
import { encodeJson, readLatestOperation } from '../../operation/index.js';
import { promptly } from '../../process/index.js';
import { QuorateError, reasonOf } from '../../schema/index.js';
import type { Environment } from '../environment.js';
import type { Operation } from '../operate.js';
import { type MembershipChange, membershipChange } from './membership-change.js';
import { MembershipWatch } from './membership-watch.js';
import { releasesOf } from './releases.js';
import { WriteMeasurement } from './write-measurement.js';

/** A convergence that may be measured. */
export interface MeasuredWork {
  readonly environment: Environment;
  readonly access: ClusterAccess;
  readonly spec: ClusterSpec;
  readonly operation: Operation;
  readonly progress: (line: string) => void;
}

/** Told of every step that begins. */
type Follow = (step: Step) => void;

/**
 * Runs a convergence; when it changes the members of a cluster that exists, measures it from its first step on and
 * leaves a report in the environment store. Neither measurement nor report can make it fail, and when the caller gives
 * up, both are dropped at once: the deploy that goes on is measured again.
 */
export async function measured<T>(work: MeasuredWork, convergence: (follow: Follow) => Promise<T>): Promise<T> {
  const change = membershipChange(await new FactsStore(work.environment.store).read(), work.spec);
  if (change === null) return await convergence(() => undefined);
  const measurement = new Measurement(work, change);
  const report = async (failure: string | null) => {
    await promptly(work.operation.signal, () => measurement.report(failure)).catch(() => undefined);
  };
  try {
    const result = await convergence((step) => measurement.follow(step));
    await report(null);
    return result;
  } catch (error) {
    await report(error instanceof QuorateError ? `${error.code}: ${error.message}` : reasonOf(error));
    throw error;
  } finally {
    measurement.end();
  }
}

class Measurement {
  readonly #over = new AbortController();
  readonly #watch: MembershipWatch;
  readonly #writes: WriteMeasurement | null;
  #begun = false;

  constructor(
    private readonly work: MeasuredWork,
    private readonly change: MembershipChange,
  ) {
    const signal = AbortSignal.any([work.operation.signal, this.#over.signal]);
    // Every request under way listens.
    setMaxListeners(0, signal);
    this.#watch = new MembershipWatch(work.access, signal);
    this.#writes = WriteMeasurement.of(work.environment, work.spec, signal);
  }

  /** Begins with the first step. */
  follow(step: Step): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#watch.start();
      this.#writes?.start();
    }
    this.#writes?.follow(step);
  }

  /** Ends whatever still runs. */
  end(): void {
    this.#over.abort();
  }

  async report(failure: string | null): Promise<void> {
    if (!this.#begun) return;
    const { environment, spec, operation, progress } = this.work;
    const ended = Date.now();
    const [canary] = await Promise.all([this.#writes?.stop() ?? null, this.#watch.stop()]);
    const entries = (await readLatestOperation(environment.store)).map(({ entry }) => entry);
    const report = rolloutReport({
      environment: environment.name,
      cluster: spec.name,
      operation: operation.id,
      entries,
      membership: this.#watch.moments,
      ...releasesOf(this.change, spec, this.#watch.moments),
      ended,
      failure,
      canary,
    });
    const key = `reports/${operation.id}`;
    await environment.store.put(`${key}.json`, encodeJson(report));
    await environment.store.put(`${key}.html`, Buffer.from(renderReport(report)));
    if (failure === null) progress(summaryLine(report));
    progress(`report: ${key}.html in ${environment.store.location}`);
  }
}
