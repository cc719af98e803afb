import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SLOW_DOWN, Trouble } from '../aws/trouble.js';
import { until as untilSoon } from '../engine/support/until.js';
import { EmulatedAws } from './support/emulated-aws.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { mainOf } from './support/main-of.js';
import { engineOf } from './support/openbao.js';

/** A node asks storage that failed again after a quarter of a minute. */
const CATCH_UP_MS = 60_000;
const until = <T>(what: string, look: () => Promise<T>) => untilSoon(what, look, CATCH_UP_MS);

const listed = z.array(z.object({ id: z.string(), kind: z.string(), cluster_id: z.string() }));

describe.runIf(EVERYTHING)('copies in object storage', () => {
  let lab: Lab;
  let aws: EmulatedAws;
  let trouble: Trouble;

  const inStorage = async () =>
    listed.parse(JSON.parse((await lab.quorate(['snapshot', 'copies', lab.environment, '--json'])).stdout));
  const here = async () =>
    listed.parse(JSON.parse((await lab.quorate(['snapshot', 'list', lab.environment, '--json'])).stdout));
  const codes = async () => (await lab.status()).problems.map(({ code }) => code);

  beforeAll(async () => {
    aws = await EmulatedAws.start();
    trouble = new Trouble(aws.url);
    const bucket = JSON.stringify(await aws.bucket('snapshots', await trouble.listen()));
    const snapshots = `Snapshots.every('2s').keep({ hourly: 1 }).copyTo(${bucket})`;
    const main = (environment: string) =>
      mainOf([{ environment }], { engine: engineOf('vault'), nodes: '1', snapshots });
    lab = Lab.create({ label: 'storage', main });
    await lab.deploy();
  });
  afterAll(async () => {
    await lab.remove();
    await trouble.close();
    await aws.stop();
  });

  test('every snapshot of the schedule gets one', async () => {
    await until('the newest is copied', async () => {
      const [newest] = await here();
      const copies = await inStorage();
      return (newest !== undefined && copies.some(({ id }) => id === newest.id)) || { not: { newest, copies } };
    });
    expect(await codes()).toEqual([]);
  });

  test('while the storage answers 503, snapshots go on, none is deleted, and status tells', async () => {
    trouble.mode = SLOW_DOWN;
    const before = (await here()).length;
    await until(
      'status tells',
      async () => (await codes()).includes('QRT-SNAPSHOT-UNCOPIED') || { not: await codes() },
    );
    await until('more are kept than the retention keeps', async () => {
      const kept = (await here()).length;
      return kept >= before + 3 || { not: kept };
    });
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.text).not.toContain('of-no-use-elsewhere');
  });

  test('when it is back, all are copied and then thinned out', async () => {
    trouble.mode = 'well';
    await until('status is content', async () => (await codes()).length === 0 || { not: await codes() });
    await until('only what the retention keeps is left', async () => {
      const kept = (await here()).length;
      return kept <= 3 || { not: kept };
    });
  });

  test('one that is not here any more is brought back whole', async () => {
    const taken = await lab.quorate(['snapshot', 'take', lab.environment, '--json']);
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(taken.stdout));
    await until('it is copied', async () => (await inStorage()).some((copy) => copy.id === id) || { not: id });
    for (const end of ['json', 'snap', 'copied']) {
      rmSync(path.join(lab.store, 'snapshots', `${id}.${end}`), { force: true });
    }
    const fetched = await lab.quorate(['snapshot', 'fetch', lab.environment, id]);
    expect(fetched.exitCode, fetched.text).toBe(0);
    expect((await lab.quorate(['snapshot', 'verify', lab.environment, id])).exitCode).toBe(0);
  });
});
