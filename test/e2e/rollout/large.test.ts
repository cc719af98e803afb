import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { LabAccess, MOUNT } from '../support/lab-access.js';
import { expectNothingLost, type Rollout, rollOut } from '../support/rollout.js';

const VALUE_BYTES = 48 * 1024;
/** Base64 makes four bytes of three: 16,384 values of 64 KiB. */
const VALUES = 16_384;
const AT_ONCE = 16;
const KEPT = 512;
const GIGABYTE = 1_000_000_000;

describe.skipIf(!EVERYTHING)('an upgrade of a store of 1 GB', () => {
  let lab: Lab;
  let access: LabAccess;
  let rollout: Rollout;
  const kept = new Map<number, string>();

  beforeAll(async () => {
    lab = Lab.create({ label: 'large' });
    access = new LabAccess(lab);
    await lab.deploy({ QUORATE_LAB_ENGINE: 'vault@1.19.0' });
    await fill();
    rollout = await rollOut(lab, access, { QUORATE_LAB_ENGINE: 'vault@1.21.1' });
  }, 1_800_000);
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  async function fill(): Promise<void> {
    const { leader, nodes } = await lab.status();
    const address = nodes.find(({ id }) => id === leader)?.address ?? '';
    await access.prepareMount(address);
    let next = 0;
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (let number = next++; number < VALUES; number = next++) {
        const value = randomBytes(VALUE_BYTES).toString('base64');
        await (await access.admin(address)).kv2(MOUNT).put(`large/${number}`, { value }, { deadlineMs: 60_000 });
        if (number % KEPT === 0) kept.set(number, value);
      }
    });
    await Promise.all(workers);
  }

  test('brings all of it to every new machine', async () => {
    expect(rollout.after).toMatchObject({ healthy: true, voters: 3, engine: { version: '1.21.1' } });
    for (const { id, address } of rollout.after.nodes) {
      expect(statSync(path.join(access.machine(id), 'data', 'vault.db')).size).toBeGreaterThan(GIGABYTE);
      const kv = (await access.admin(address)).kv2(MOUNT);
      for (const [number, value] of kept) expect((await kv.get(`large/${number}`))?.data['value'] === value).toBe(true);
    }
  });

  test('loses no acknowledged write', ({ annotate }) => {
    const { report } = rollout;
    annotate(`write gap ${report.canary?.gap?.ms} ms, convergence ${report.to - report.from} ms`);
    expectNothingLost(rollout);
  });
});
