import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boot, cutPower, isRunning, powerOff } from '../../../src/machines/nspawn/container.js';
import { controlGroupsOf, processesOf } from '../../../src/machines/nspawn/control-groups.js';
import { cutZone, healZone } from '../../../src/machines/nspawn/fabric.js';
import { changesOf, mountRoot, mountsBelow, unmountRoot } from '../../../src/machines/nspawn/root.js';
import { HAS_MACHINES } from './support/has-machines.js';
import { type RealMachine, RealMachines } from './support/real-machine.js';

const bootId = 'cat /proc/1/stat | cut -d" " -f22';
const forwarding = () => readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8');
const nameOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
};
const namespaces = () => readdirSync('/run/netns');
const links = () => readdirSync('/sys/class/net');

describe.skipIf(!HAS_MACHINES)('real machines', () => {
  const forwardingBefore = forwarding();
  let machines: RealMachines;
  let a: RealMachine;
  let b: RealMachine;

  beforeAll(async () => {
    machines = await RealMachines.open();
    [a, b] = await Promise.all([machines.boot(0), machines.boot(1)]);
  }, 600_000);

  afterAll(async () => {
    await machines.close();
    const names = machines.machines.map(({ name }) => name);
    expect(names.filter((name) => namespaces().some((each) => each.endsWith(name)))).toEqual([]);
    expect(names.flatMap(controlGroupsOf).filter((group) => existsSync(group))).toEqual([]);
    expect(await mountsBelow(machines.folder)).toEqual([]);
    expect(links()).not.toContain(`quorate${machines.fabric.index}`);
  }, 60_000);

  it('have their own systemd, whole and without a failed unit', async () => {
    expect(await machines.answers(a, 'systemctl is-system-running --wait; cat /proc/1/comm')).toBe('running\nsystemd');
  });

  it('reach each other across zones, and the host’s own forwarding stays as it was', async () => {
    expect(await machines.answers(a, `exec 3<>/dev/tcp/${b.address}/22 && head -c 7 <&3`)).toBe('SSH-2.0');
    expect(forwarding()).toBe(forwardingBefore);
  });

  it('are cut off with their zone, however often, and reached again when it is healed', async () => {
    const knock = `timeout 2 bash -c 'exec 3<>/dev/tcp/${b.address}/22' 2>/dev/null && echo in || echo out`;
    await cutZone(machines.fabric, 1);
    await cutZone(machines.fabric, 1);
    expect(await machines.answers(a, knock)).toBe('out');
    await healZone(machines.fabric, 1);
    await healZone(machines.fabric, 1);
    expect(await machines.answers(a, knock)).toBe('in');
  });

  it('are in control groups of their own, so that none sees or ends another’s processes', async () => {
    const [ofA, ofB] = await Promise.all([processesOf(a.name), processesOf(b.name)]);
    expect(ofA.length).toBeGreaterThan(3);
    expect(ofA.filter((pid) => ofB.includes(pid))).toEqual([]);
    const before = await machines.answers(b, bootId);
    await powerOff(a.name, 15_000);
    expect(await isRunning(a.name)).toBe(false);
    expect(await machines.answers(b, bootId)).toBe(before);
    await boot(a);
    await machines.answers(a);
  });

  it('come back from a reboot of their own with what they wrote', async () => {
    const launcher = readFileSync(join(b.home, 'launcher.pid'), 'utf8');
    const before = await machines.answers(b, `echo kept > /root/note; ${bootId}`);
    await machines.answers(b, 'systemctl reboot');
    await expect
      .poll(() => machines.answers(b, `cat /root/note; ${bootId}`), { timeout: 20_000 })
      .not.toContain(before);
    expect(await machines.answers(b, 'cat /root/note')).toBe('kept');
    expect(readFileSync(join(b.home, 'launcher.pid'), 'utf8')).toBe(launcher);
  });

  it('lose their power whole: nothing of them runs, and the next boot finds what was synced', async () => {
    await machines.answers(a, 'echo synced > /root/note; sync');
    await cutPower(a.name);
    expect(await processesOf(a.name)).toEqual([]);
    // Busy, if anything still used it.
    await unmountRoot(a.home);
    await mountRoot({ lower: machines.lower, home: a.home });
    await boot(a);
    expect(await machines.answers(a, 'cat /root/note')).toBe('synced');
  });

  it('outlive a killed nspawn, and are known to run: a second boot would corrupt them', async () => {
    const nspawn = (await processesOf(a.name)).filter((pid) => nameOf(pid) === 'systemd-nspawn');
    const before = await machines.answers(a, bootId);
    for (const pid of nspawn) process.kill(pid, 'SIGKILL');
    await expect.poll(() => nspawn.filter((pid) => nameOf(pid) !== ''), { timeout: 10_000 }).toEqual([]);
    expect(await isRunning(a.name)).toBe(true);
    expect(await machines.answers(a, bootId)).toBe(before);
    await cutPower(a.name);
    expect(await isRunning(a.name)).toBe(false);
    await boot(a);
    await machines.answers(a);
  });

  it('take nothing of the host’s resolver in', async () => {
    expect(existsSync(join(changesOf(a.home), 'etc/resolv.conf'))).toBe(false);
  });

  it('do not take away the block of another network', async () => {
    const other = await RealMachines.open();
    try {
      expect(other.fabric.index).not.toBe(machines.fabric.index);
    } finally {
      await other.close();
    }
    await machines.answers(a);
  });
});
