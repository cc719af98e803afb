import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { breakOff } from './support/break-off.js';
import { Evidence } from './support/evidence.js';
import { MOMENTS, type Moment } from './support/moments.js';
import { expectVerified } from './support/verified.js';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** How long a first deploy takes at most where these tests run; a moment after its end proves nothing and harms nothing. */
const DEPLOY_MS = 20_000;
const SEED = Number(process.env['QUORATE_SEED'] ?? 20260);

describe.skipIf(!EVERYTHING)('a first deploy from nothing', () => {
  const lab = Lab.create({ label: 'moments' });
  const evidence = new Evidence(lab);
  afterEach(async () => {
    const { exitCode, text } = await lab.quorate(['down', lab.environment, '--force']);
    expect(exitCode, text).toBe(0);
  });
  afterAll(() => lab.remove());

  /** The next deploy ends in one verified cluster, with the keys that were kept, if any were. */
  async function expectToGoOn(): Promise<void> {
    const left = evidence.entry();
    await lab.deploy();
    const id = await expectVerified(lab);
    const { operation } = left ?? {};
    expect(evidence.entry()).toMatchObject({ cluster_id: id, ...(operation === undefined ? {} : { operation }) });
  }

  describe.each(['SIGKILL', 'Ctrl-C'] as const)('broken off by %s', (blow) => {
    it.each(MOMENTS)('when $name, is finished by the next one', async (moment) => {
      await breakOff(lab, moment, blow);
      await expectToGoOn();
    });
  });

  it.each(seeded(10))('killed after %i ms, is finished by the next one', async (ms) => {
    const started = performance.now();
    const moment: Moment = { name: `${ms} ms have passed`, reached: () => performance.now() - started >= ms };
    await breakOff(lab, moment, 'SIGKILL').catch(ifItHasEnded);
    await expectToGoOn();
  });
});

/** Instants of a deploy, in milliseconds; the same ones for the same seed. */
function seeded(count: number): number[] {
  let state = SEED;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return 1_000 + Math.floor((state / 2 ** 31) * (DEPLOY_MS - 1_000));
  });
}

function ifItHasEnded(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('the deploy ended before'))) throw error;
}
