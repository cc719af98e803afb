import { gapOf, type Sample } from '../../../src/drill/index.js';
import type { Lab } from '../../e2e/support/lab.js';
import { LabAccess } from '../../e2e/support/lab-access.js';
import { startWriters, WRITERS, type Writer } from '../../e2e/support/writers.js';

export const NAMES: Readonly<Record<Writer, string>> = {
  go: 'stock Go retries, new connections',
  hvac: 'hvac, kept connections',
  none: 'no retry, new connections',
};

/** What each writer saw. */
export type Written = Readonly<Record<Writer, readonly Sample[]>>;

/** Runs `work` while one client of every kind writes; throws when an acknowledged value cannot be read afterwards. */
export async function whileWriting(lab: Lab, work: (access: LabAccess, balancer: string) => Promise<void>) {
  const access = new LabAccess(lab);
  try {
    const balancer = await access.balancer();
    await access.prepareMount(balancer);
    const stop = await startWriters(access, balancer);
    const end = async (): Promise<Written> => {
      const written = await stop();
      const lost = Object.values(written)
        .flat()
        .filter(({ ok, proof }) => ok && proof !== 'kept');
      if (lost.length > 0) throw new Error(`acknowledged and not kept: ${JSON.stringify(lost)}`);
      return written;
    };
    try {
      await work(access, balancer);
    } catch (error) {
      await stop();
      throw error;
    }
    return await end();
  } finally {
    await access.close();
  }
}

/** Longest time without an acknowledged write of each writer, in seconds, in this stretch of time. */
export function gapsOf(written: Written, from = 0, to = Number.POSITIVE_INFINITY): Readonly<Record<Writer, number>> {
  const gap = (writer: Writer): number => {
    const samples = written[writer].filter(({ at }) => at >= from && at <= to);
    return (gapOf(samples)?.gapMs ?? Number.NaN) / 1000;
  };
  return { go: gap('go'), hvac: gap('hvac'), none: gap('none') };
}

export const KINDS = Object.keys(WRITERS) as readonly Writer[];
