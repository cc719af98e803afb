import { beforeEach, describe, expect, test } from 'vitest';
import type { TargetGroup } from '../../../src/aws/index.js';
import { Pins } from '../../../src/environment/ec2/pins.js';
import { Ec2Site } from '../../../src/environment/ec2/site.js';
import { HOST_KEY_ON_CONSOLE } from '../../../src/schema/index.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { HOST_KEY, ID, MACHINE, PIN, ToldEc2 } from './support/told-ec2.js';

describe('machines of EC2', () => {
  let ec2: ToldEc2;
  let pins: Pins;
  let group: TargetGroup | null;
  let site: Ec2Site;
  const met = async () => await pins.add({ ...PIN, pinned_at: new Date().toISOString() });

  beforeEach(() => {
    ec2 = new ToldEc2();
    ec2.tagged.push(ToldEc2.instance(ID));
    pins = new Pins(new MemoryStore());
    group = null;
    const groups = { targetsOf: async () => group };
    const operatorKey = async () => 'of no use';
    site = new Ec2Site({ environment: 'prod', ec2: ec2.client, groups, pins, operatorKey });
  });

  test('are sent nothing before they were met', async () => {
    await expect(site.channel(MACHINE)).rejects.toMatchObject({ code: 'QRT-NOT-MET' });
    await expect(site.channel('a-00000000')).rejects.toMatchObject({ code: 'QRT-NO-MACHINE' });
  });

  test('are known by the first host key that their console has shown', async () => {
    ec2.consoles.set(ID, `booting\r\n[ 1.2] ${HOST_KEY_ON_CONSOLE}${HOST_KEY}\r\nlogin: ${HOST_KEY_ON_CONSOLE}another`);
    // Nothing answers at that address: what was pinned stays pinned.
    const given = AbortSignal.timeout(500);
    await expect(site.meet(MACHINE, given)).rejects.toThrow();
    expect(await pins.get(MACHINE)).toMatchObject({ host_key: HOST_KEY, instance: ID, claimed: true });
  });

  test('lose their protection when they are released, and are nobody’s machines any more', async () => {
    await met();
    await site.release(MACHINE);
    expect(ec2.asked).toContain(`protect ${ID} false`);
    expect(await site.machines()).toEqual([]);
    await site.release(MACHINE);
  });

  test('are ended by a sweep, which lifts the protection first', async () => {
    await site.sweep(MACHINE);
    expect(ec2.asked.filter((asked) => asked !== 'tags')).toEqual([`protect ${ID} false`, `terminate ${ID}`]);
  });

  test('are not known to be gone because nobody tells of them', async () => {
    expect(await site.state('b-00000000')).toBe('unknown');
  });

  test('have the health that the balancer’s target group tells', async () => {
    await met();
    expect(await site.targets()).toBeNull();
    const targets = [
      { instance: ID, state: 'healthy' as const },
      { instance: 'i-of-somebody-else', state: 'healthy' as const },
    ];
    group = { address: 'lb.example', targets };
    expect([...((await site.targets()) ?? [])]).toEqual([[MACHINE, 'healthy']]);
    expect(await site.balancer()).toEqual({
      address: 'lb.example',
      failing_open: false,
      targets: [{ id: MACHINE, state: 'healthy' }],
    });
  });

  test('are met once: another deploy expects the same key', async () => {
    await met();
    await pins.add({ ...(await pinned()), host_key: `ssh-ed25519 ${'B'.repeat(68)}` });
    expect((await pinned()).host_key).toBe(HOST_KEY);
  });

  async function pinned() {
    const pin = await pins.get(MACHINE);
    if (!pin) throw new Error('it was not met');
    return pin;
  }
});
