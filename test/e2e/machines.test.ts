import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newSshKeyPair, SshSession } from '../../src/channel/index.js';
import { imageFolder } from '../../src/image/index.js';
import type { MachineRecord } from '../../src/machines/index.js';
import { cutPower } from '../../src/machines/nspawn/container.js';
import { controlGroupsOf } from '../../src/machines/nspawn/control-groups.js';
import { removeFabric, unplug } from '../../src/machines/nspawn/fabric.js';
import { mountsBelow, unmountRoot } from '../../src/machines/nspawn/root.js';
import { MACHINE_USERS, PORTS, type StatusReport } from '../../src/schema/index.js';
import { until } from '../engine/support/until.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { firstProcessOf, inside } from '../machines/nspawn/support/inside.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, MOUNT } from './support/lab-access.js';
import { killByPidFiles } from './support/processes.js';

const SSH_PORT = 22;
const NODE = '/usr/lib/quorate/bin/node';
/** A command as one gives it who forgot what this lab is made of. */
const PLAIN = { variables: { QUORATE_LAB_MACHINES: '' } };
/** Says a line to the root verbs' socket and prints the answer. */
const ASK_VERBS = `${NODE} -e "const s = require(\\"net\\").connect(\\"/run/quorate-verbs.sock\\"); s.on(\\"error\\", (e) => console.log(e.code)); process.stdin.pipe(s); s.pipe(process.stdout)"`;
/** Writes through the engine beside it and prints the status, or why there was none. */
const MINORITY_WRITE = `
const request = require("https").request("https://ADDRESS:8200/v1/${MOUNT}/data/of%20the%20minority", {
  method: "POST", rejectUnauthorized: false, timeout: 40000, headers: { "x-vault-token": "TOKEN" } },
  (answer) => { console.log(answer.statusCode); process.exit(); });
request.on("timeout", () => { console.log("timeout"); process.exit(); });
request.on("error", (error) => { console.log(error.code); process.exit(); });
request.end(JSON.stringify({ data: { yes: true } }));`;
/** Asks the metadata service without a token and with one; prints what it was told, or why nothing. */
const ASK_PLATFORM = `
const ask = (path, request) => fetch("http://169.254.169.254/latest/" + path, { ...request, signal: AbortSignal.timeout(5000) });
(async () => {
  const { status } = await ask("user-data");
  const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
  const token = await (await ask("api/token", { method: "PUT", headers: ttl })).text();
  const told = await (await ask("user-data", { headers: { "x-aws-ec2-metadata-token": token } })).json();
  console.log(status, told.machine_id);
})().catch((error) => console.log(error.cause?.code ?? error.name));`;
/** A machine here has the clock of this computer: a minute and a half ahead is what its agent is made to read. */
const SKEW = `const Real = Date, ahead = () => Real.now() + 90000;
globalThis.Date = class extends Real { constructor(...args) { super(...(args.length ? args : [ahead()])); } static now() { return ahead(); } };`;
const DROP_IN = '/run/systemd/system/quorate-agent.service.d';
const RESTART_AGENT = 'systemctl daemon-reload && systemctl restart quorate-agent';
/** Long enough for engines to notice on a busy computer; a quiet one takes a fifth of it. */
const BACK_MS = 120_000;

/** Whether a port takes connections, says no, or says nothing. */
function knock(host: string, port: number): Promise<'open' | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3_000 }, () => done('open'));
    const done = (how: 'open' | 'refused' | 'silent') => {
      socket.destroy();
      resolve(how);
    };
    socket.once('timeout', () => done('silent')).once('error', () => done('refused'));
  });
}

describe.runIf(EVERYTHING && HAS_MACHINES)('a lab on real machines', () => {
  const lab = Lab.create({ label: 'real', variables: { QUORATE_LAB_MACHINES: 'nspawn' } });
  let access: LabAccess;
  let close = async (): Promise<void> => undefined;
  let report: StatusReport;
  let made: readonly MachineRecord[] = [];
  const ids = () => report.nodes.map(({ id }) => id);
  const first = () => ids()[0] ?? '';
  const record = async (id: string) => {
    const found = await access.environment.driver.get(id);
    if (!found) throw new Error(`${id} is gone`);
    return found;
  };
  const healthy = () =>
    until(
      'the cluster is healthy again',
      async () => {
        const seen = await lab.status();
        return seen.healthy ? seen : { not: seen };
      },
      BACK_MS,
    );
  const kept = async () => {
    const address = await access.balancer();
    return (await (await access.admin(address)).kv2(MOUNT).get('kept'))?.data;
  };

  beforeAll(async () => {
    await lab.deploy();
    access = new LabAccess(lab);
    close = () => access.close();
    report = await healthy();
    const address = await access.balancer();
    await access.prepareMount(address);
    await (await access.admin(address)).kv2(MOUNT).put('kept', { yes: true });
    made = await access.environment.driver.list(lab.environment);
  });

  afterAll(async () => {
    const names = made.map(({ id }) => id);
    await close();
    await lab.remove();
    expect(names.flatMap(controlGroupsOf).filter((group) => existsSync(group))).toEqual([]);
    expect(await mountsBelow(lab.folder)).toEqual([]);
    expect(readdirSync('/run/netns').filter((name) => names.some((id) => name.endsWith(id)))).toEqual([]);
  });

  it('is three voters, each in a network of its zone', async () => {
    expect(report).toMatchObject({ healthy: true, failure_tolerance: 1 });
    expect(report.voters).toBe(3);
    const networks = report.nodes.map(({ address }) => address.split('.').slice(0, 3).join('.'));
    expect(new Set(networks).size).toBe(3);
  });

  it('has nothing to do at a second deploy', async () => {
    expect((await lab.deploy()).text).toContain('No changes');
    expect((await lab.status()).nodes.map(({ id }) => id)).toEqual(ids());
  });

  it('is refused a deploy that would make processes of it, before anything is touched', async () => {
    const refused = await lab.cdktf(['deploy', lab.environment, '--auto-approve'], PLAIN);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toContain('QRT-MACHINE-KIND');
    expect(refused.text).toContain('QUORATE_LAB_MACHINES=nspawn');
    expect(await lab.status()).toMatchObject({ healthy: true, leader: report.leader });
    expect(await access.environment.driver.list(lab.environment)).toHaveLength(made.length);
  });

  it('is told by its platform what each machine is, and no machine what another is', async () => {
    for (const id of ids()) expect((await inside(id, `${NODE} -e '${ASK_PLATFORM}'`)).said).toBe(`401 ${id}`);
    // Beside the engine's user, who has nothing to ask there.
    const asEngine = `setpriv --reuid ${MACHINE_USERS.engine} --clear-groups ${NODE} -e '${ASK_PLATFORM}'`;
    expect((await inside(first(), asEngine)).said).toMatch(/^E[A-Z]+$/);
  });

  it('runs neither agent nor engine as root, and keeps them apart', async () => {
    const users = await inside(first(), 'ps -o user:20=,args= -e');
    expect(users.said).toMatch(new RegExp(`${MACHINE_USERS.agent} .*agent.cjs machine`));
    expect(users.said).toMatch(new RegExp(`${MACHINE_USERS.engine} .*/engine/vault server`));
    const as = (user: string, script: string) =>
      inside(first(), `setpriv --reuid ${user} --clear-groups --regid ${user} ${script}`);
    const agentFiles = ['config/agent.json', 'config/seal-token.json', 'config/door.key'];
    for (const file of agentFiles) {
      expect((await as(MACHINE_USERS.engine, `cat /var/lib/quorate/${file}`)).said).toContain('Permission denied');
    }
    expect((await as(MACHINE_USERS.engine, 'ls /run/quorate/agent')).said).toContain('Permission denied');
    expect((await as(MACHINE_USERS.agent, 'ls /var/lib/quorate/data')).said).toContain('Permission denied');
    // What the agent may have done as root is for the agent alone.
    const verb = (user: string) => as(user, `sh -c 'echo nothing | ${ASK_VERBS}'`);
    expect((await verb(MACHINE_USERS.engine)).said).toContain('EACCES');
    expect((await verb(MACHINE_USERS.operator)).said).toContain('EACCES');
    expect((await verb(MACHINE_USERS.agent)).said).toContain('failed: not one of start');
  });

  it('is hardened: its engine’s unit is in the OK range, and nothing but the named ports is open', async () => {
    const { said } = await inside(first(), 'systemd-analyze --no-pager security quorate-engine.service | tail -1');
    const exposure = Number(/level for quorate-engine.service: ([0-9.]+)/.exec(said)?.[1]);
    expect(exposure).toBeLessThan(4.5);
    expect((await inside(first(), 'nft list chain inet quorate input')).said).toContain('policy drop');
    expect((await inside(first(), 'swapon --show; systemctl is-system-running')).said).toBe('running');
    const limits = (await inside(first(), 'cat /proc/$(cat /run/quorate/engine.pid)/limits')).said;
    expect(limits).toMatch(/Max core file size\s+0\s+0/);
    // This host operates and balances; what members say to each other is none of its business.
    const { address } = await record(first());
    expect(await knock(address, PORTS.api)).toBe('open');
    expect(await knock(address, PORTS.cluster)).toBe('silent');
  });

  it('lets an operator reach the agent and nothing else', async () => {
    const { address, host_key: hostKey = '' } = await record(first());
    const key = await access.environment.working.read('ssh/operator', z.object({ privateKey: z.string() }));
    const target = { host: address, user: MACHINE_USERS.operator, privateKey: key?.privateKey ?? '', hostKey };
    const session = await SshSession.connect(target);
    try {
      expect(await session.run('id')).not.toMatchObject({ code: 0 });
      await expect(session.forward('/run/dbus/system_bus_socket')).rejects.toThrow();
    } finally {
      session.close();
    }
    const logged = await inside(first(), 'journalctl --no-pager --output=cat -u ssh');
    expect(logged.said).toMatch(new RegExp(`Accepted publickey for ${MACHINE_USERS.operator} .* SHA256:`));
    await expect(SshSession.connect({ ...target, user: 'root' })).rejects.toMatchObject({ code: 'QRT-SSH-REFUSED' });
    const other = (await newSshKeyPair('other')).publicKey;
    await expect(SshSession.connect({ ...target, hostKey: other })).rejects.toMatchObject({
      code: 'QRT-HOST-KEY',
      message: expect.stringMatching(/expected the host key SHA256:\S+, received SHA256:\S+/),
    });
  });

  it('has no other way in: no password, no terminal, nothing forwarded, no SSH from machine to machine', async () => {
    const { said } = await inside(first(), '/usr/sbin/sshd -T');
    const off = [
      'passwordauthentication',
      'kbdinteractiveauthentication',
      'permitrootlogin',
      'permittty',
      'permittunnel',
    ];
    for (const option of [...off, 'allowagentforwarding', 'x11forwarding', 'usepam']) {
      expect(said.split('\n')).toContain(`${option} no`);
    }
    const [, other = ''] = report.nodes.map(({ address }) => address);
    const reach = (host: string, port: number, as = '') =>
      inside(first(), `${as} timeout 3 bash -c 'exec 3<>/dev/tcp/${host}/${port}'`);
    expect(await reach(other, PORTS.api)).toMatchObject({ code: 0 });
    expect(await reach(other, SSH_PORT)).toMatchObject({ code: 124 });
    // Whoever is let in for the agent's socket opens no connection of his own.
    const asOperator = `setpriv --reuid ${MACHINE_USERS.operator} --clear-groups`;
    expect(await reach(other, PORTS.api, asOperator)).toMatchObject({ code: 1 });
  });

  it('takes a new operator’s key and forgets the old one, without a restart', async () => {
    const { address, host_key: hostKey = '' } = await record(first());
    const pair = z.object({ privateKey: z.string() });
    const old = (await access.environment.working.read('ssh/operator', pair))?.privateKey ?? '';
    const changed = await lab.quorate(['keys', 'ssh', lab.environment, '--json']);
    expect(changed.exitCode, changed.text).toBe(0);
    const target = { host: address, user: MACHINE_USERS.operator, hostKey };
    await expect(SshSession.connect({ ...target, privateKey: old })).rejects.toMatchObject({ code: 'QRT-SSH-REFUSED' });
    const now = (await access.environment.working.read('ssh/operator', pair))?.privateKey ?? '';
    (await SshSession.connect({ ...target, privateKey: now })).close();
    expect(await lab.status()).toMatchObject({ healthy: true, leader: report.leader });
    expect((await lab.deploy()).text).toContain('No changes');
  });

  it('names a node whose disk is full, with the cure, and the others serve on', async () => {
    const follower = ids().find((id) => id !== report.leader) ?? '';
    const engine = 'systemctl stop quorate-engine && cp -a /var/lib/quorate/data /tmp/data';
    const mount = 'mount -t tmpfs -o size=160m tmpfs /var/lib/quorate/data && cp -a /tmp/data/. /var/lib/quorate/data/';
    const owner = `chown ${MACHINE_USERS.engine}: /var/lib/quorate/data && chmod 700 /var/lib/quorate/data`;
    expect(await inside(follower, `${engine} && ${mount} && ${owner} && systemctl start quorate-engine`)).toMatchObject(
      {
        code: 0,
      },
    );
    await healthy();
    await inside(follower, 'dd if=/dev/zero of=/var/lib/quorate/data/fill bs=1M; true');
    const full = await until(
      'status names the disk',
      async () => {
        const { problems } = await lab.status();
        return problems.find(({ code }) => code === 'QRT-NODE-DISK') ?? { not: problems };
      },
      BACK_MS,
    );
    expect(full).toMatchObject({
      message: expect.stringContaining(follower),
      fix: expect.stringContaining('Make room'),
    });
    const kv = (await access.admin(await access.balancer())).kv2(MOUNT);
    await kv.put('while full', { yes: true });
    expect((await kv.get('while full'))?.data).toEqual({ yes: true });
    await inside(follower, 'rm /var/lib/quorate/data/fill');
    await healthy();
    const { address } = await record(follower);
    expect((await (await access.admin(address)).kv2(MOUNT).get('while full'))?.data).toEqual({ yes: true });
  });

  it('names a node whose clock is wrong, with the cure', async () => {
    const setting = `[Service]\nEnvironment=NODE_OPTIONS=--require=/run/skew.cjs\n`;
    const write = `mkdir -p ${DROP_IN} && printf '${setting}' > ${DROP_IN}/skew.conf`;
    await inside(first(), `cat > /run/skew.cjs <<'END'\n${SKEW}\nEND\n${write} && ${RESTART_AGENT}`);
    const wrong = await until(
      'status names the clock',
      async () => {
        const { problems } = await lab.status();
        return problems.find(({ code }) => code === 'QRT-CLOCK-SKEW') ?? { not: problems };
      },
      BACK_MS,
    );
    expect(wrong.message).toMatch(new RegExp(`the clock of ${first()} is (8\\d|90)\\.\\d s ahead`));
    expect(wrong.fix).toContain('network');
    await inside(first(), `rm -r ${DROP_IN} && ${RESTART_AGENT}`);
    await healthy();
  });

  it('names the seal server that is away and the node that stays sealed for it; the others serve on', async () => {
    const server = (await access.environment.driver.list(lab.environment)).find(({ role }) => role === 'seal');
    const follower = ids().find((id) => id !== report.leader) ?? '';
    await cutPower(server?.id ?? '');
    await inside(follower, 'systemctl kill --signal=KILL quorate-engine.service');
    const problems = await until(
      'status names both',
      async () => {
        const seen = (await lab.status()).problems;
        const codes = seen.map(({ code }) => code);
        const named = codes.includes('QRT-SEAL-DOWN') && (codes.includes('QRT-SEALED') || codes.includes('QRT-DOWN'));
        return named ? seen : { not: seen };
      },
      BACK_MS,
    );
    expect(problems.find(({ message }) => message.startsWith(follower))?.fix).toBeTruthy();
    expect(problems.find(({ code }) => code === 'QRT-SEAL-DOWN')?.fix).toContain('cdktf deploy');
    await (await access.admin(await access.balancer())).kv2(MOUNT).put('without seal', { yes: true });
    await lab.deploy();
    report = await healthy();
    expect(report.nodes.map(({ id }) => id)).toContain(follower);
  });

  it('takes no write on the side of a partition that has the leader and no quorum', async () => {
    report = await healthy();
    const { id, zone, address } = report.nodes.find((node) => node.id === report.leader) ?? {};
    if (!id || !zone || !address) throw new Error('nobody leads');
    const token = (await lab.quorate(['login', lab.environment])).stdout.trim();
    await access.environment.driver.cutOff(lab.environment, zone);
    try {
      const program = MINORITY_WRITE.replace('TOKEN', token).replace('ADDRESS', address);
      const { said } = await inside(id, `${NODE} -e '${program}'`);
      expect(said).toMatch(/^(5\d\d|timeout|ECONNRESET)$/);
      const elsewhere = await until(
        'another one leads',
        async () => {
          const { leader } = await lab.status();
          return leader && leader !== id ? leader : { not: leader };
        },
        BACK_MS,
      );
      const there = report.nodes.find((node) => node.id === elsewhere)?.address ?? '';
      await (await access.admin(there)).kv2(MOUNT).put('of the majority', { yes: true });
    } finally {
      await access.environment.driver.reconnect(lab.environment, zone);
    }
    report = await healthy();
    for (const node of report.nodes) {
      const kv = (await access.admin(node.address)).kv2(MOUNT);
      expect((await kv.get('of the majority'))?.data).toEqual({ yes: true });
      expect(await kv.get('of the minority')).toBeNull();
    }
  });

  it('comes back by itself when one machine loses its power, the leader', async () => {
    const leader = report.leader ?? '';
    const { image } = await record(leader);
    await cutPower(leader);
    await until(
      'another one leads',
      async () => {
        const { leader: now } = await lab.status();
        return now && now !== leader ? now : { not: now };
      },
      BACK_MS,
    );
    await access.environment.driver.start(leader, imageFolder(access.environment.paths.images, image));
    report = await healthy();
    expect(report.nodes.map(({ id }) => id)).toContain(leader);
    expect(await kept()).toEqual({ yes: true });
  });

  it('comes back by itself from a reboot of all machines at once', async () => {
    const before = await Promise.all(ids().map(firstProcessOf));
    // Ctrl-Alt-Del, as systemd hears it.
    for (const pid of before) process.kill(pid, 'SIGINT');
    await until(
      'every machine was booted anew',
      async () => {
        const now = await Promise.all(ids().map((id) => firstProcessOf(id).catch(() => 0)));
        return now.every((pid, index) => pid > 0 && pid !== before[index]) ? true : { not: now };
      },
      BACK_MS,
    );
    report = await healthy();
    expect(await kept()).toEqual({ yes: true });
  });

  it('comes back with the next deploy after this computer lost its power, with all it had', async () => {
    await Promise.all(made.map(({ id }) => cutPower(id)));
    await killByPidFiles(path.join(lab.store, 'network'), 'metadata.pid');
    await killByPidFiles(path.join(lab.store, 'balancer'), 'balancer.pid');
    for (const { id, home } of made) {
      await unmountRoot(home);
      await unplug(id);
    }
    const { index } = JSON.parse(readFileSync(path.join(lab.store, 'network/network.json'), 'utf8'));
    await removeFabric({ index });
    await lab.deploy();
    report = await healthy();
    expect(ids().sort()).toEqual(made.flatMap(({ id, role }) => (role === 'member' ? [id] : [])).sort());
    expect(await kept()).toEqual({ yes: true });
  });

  it('is destroyed like every other, whatever the stack says of machines by then', async () => {
    const destroyed = await lab.cdktf(['destroy', lab.environment, '--auto-approve'], PLAIN);
    expect(destroyed.exitCode, destroyed.text).toBe(0);
    expect(await access.environment.driver.list(lab.environment)).toEqual([]);
  });
});
