import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { until } from '../engine/support/until.js';
import { EmulatedAws } from './support/emulated-aws.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { mainOf } from './support/main-of.js';
import { BAO, engineOf } from './support/openbao.js';

/** With one key of KMS that both places reach, and with shares; the second on OpenBao, where there is one. */
const PLACES = [
  ['vault', 'awskms'],
  [BAO ? 'openbao' : 'vault', 'shamir'],
] as const;

describe.runIf(EVERYTHING).each(PLACES)(
  'a cluster of %s, seal %s, of which only its copies are left',
  (engine, seal) => {
    let aws: EmulatedAws;
    let lab: Lab;
    let here: LabAccess;
    let there: LabAccess;
    let other: string;

    const deployed = async (name: string) => {
      const outcome = await lab.cdktf(['deploy', name, '--auto-approve']);
      expect(outcome.exitCode, outcome.text).toBe(0);
    };
    const report = async (name: string) =>
      JSON.parse((await lab.quorate(['status', name, '--json'])).stdout) as Awaited<ReturnType<Lab['status']>>;
    const kv = async (access: LabAccess, name: string) =>
      (await access.admin((await report(name)).load_balancer?.address ?? '')).kv2(MOUNT);

    beforeAll(async () => {
      aws = await EmulatedAws.start();
      const bucket = JSON.stringify(await aws.bucket('shipped'));
      const key = JSON.stringify(await aws.sealKey());
      const main = (name: string) =>
        mainOf([{ environment: name }, { environment: `${name}-b`, standbyOf: `'${name}'` }], {
          engine: engineOf(engine),
          seal: seal === 'awskms' ? `Seal.awsKms(${key})` : 'Seal.shamir()',
          snapshots: `Snapshots.every('5s').keep({ hourly: 2 }).copyTo(${bucket})`,
        });
      lab = Lab.create({ label: 'ship', main });
      other = `${lab.environment}-b`;
      here = new LabAccess(lab);
      there = new LabAccess(lab, other);
      await lab.deploy();
      await here.prepareMount(await here.balancer());
      await (await kv(here, lab.environment)).put('kept', { value: 'from the beginning' });
      await deployed(other);
    });
    afterAll(async () => {
      await Promise.all([here?.close(), there?.close()]);
      if (other) await lab.quorate(['down', other, '--force']);
      await lab?.remove();
      await aws?.stop();
    });

    test('is taken over from there by the environment that waits, no older than its schedule', async () => {
      const { cluster_id, nodes } = await lab.status();
      const written = new Date().toISOString();
      await until(
        'a snapshot of after the write is shipped',
        async () => {
          const { stdout } = await lab.quorate(['snapshot', 'copies', lab.environment, '--json']);
          const copies = z.array(z.object({ taken: z.string() })).parse(JSON.parse(stdout));
          return copies.some(({ taken }) => taken > written) || { not: copies };
        },
        60_000,
      );
      for (const { id } of nodes) await killMachine(here, id);
      const own = path.join(lab.store, 'snapshots');
      rmSync(own, { recursive: true });

      const done = await lab.quorate(['failover', lab.environment, '--to', other, '--yes', '--json']);
      expect(done.exitCode, done.text).toBe(0);
      const result = z.object({ rpo_seconds: z.number(), rto_ms: z.number() }).parse(JSON.parse(done.stdout));
      console.info(`${engine}, seal ${seal}, from object storage: ${JSON.stringify(result)}`);
      // What is written between the newest copy and the kill is lost, and that was moments ago.
      expect(result.rpo_seconds).toBeLessThan(60);
      expect(await report(other)).toMatchObject({ healthy: true, voters: 3, cluster_id });
      expect((await (await kv(there, other)).get('kept'))?.data).toEqual({ value: 'from the beginning' });
      await (await kv(there, other)).put('new', { value: 'written at the other place' });
      await deployed(other);
      await until(
        'the other place ships its own',
        async () => {
          const { stdout } = await lab.quorate(['snapshot', 'copies', other, '--json']);
          const copies = z.array(z.object({ taken_by: z.string() })).parse(JSON.parse(stdout));
          const mine = new Set((await report(other)).nodes.map(({ id }) => id));
          return copies.some(({ taken_by }) => mine.has(taken_by)) || { not: copies };
        },
        60_000,
      );
    });
  },
);
