import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUDIT_DEVICE, acquireEngine } from '../../src/engine/index.js';
import {
  FIGURE,
  MACHINE_HOME,
  MACHINE_PROGRAM,
  MACHINE_USERS,
  type StatusReport,
  statusReport,
} from '../../src/schema/index.js';
import { MACHINE_KEY } from '../aws/platform/metadata.js';
import { agentOf, giveOldCertificate } from '../aws/platform/neglect.js';
import { World } from '../aws/platform/world.js';
import { prodLab } from '../aws/prod-lab.js';
import { layStandIn } from '../aws/stand-in/install.js';
import { until } from '../engine/support/until.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { inside } from '../machines/nspawn/support/inside.js';
import { EVERYTHING } from './support/everything.js';
import type { Lab } from './support/lab.js';
import { lastReport } from './support/last-report.js';
import { changeImage } from './support/other-image.js';

/** `npm run test:aws` alone, or with everything else. */
const WANTED = EVERYTHING || process.env['QUORATE_TEST_AWS'] === '1';
const ENGINE = { name: 'vault', version: '1.21.1' } as const;
const CDKTF = path.resolve('node_modules/.bin/cdktf');
const FIRST_ZONE = 'eu-west-1a';
const NOTICED_MS = 120_000;
/** Periods are a minute, and nodes publish once in each. */
const ALARMS_MS = 480_000;
const DAY_MS = 24 * 3_600_000;
const ENGINE_UNIT = 'quorate-engine.service';

describe.runIf(WANTED && HAS_MACHINES)('the stack prod on what plays Amazon', () => {
  let lab: Lab;
  let stack: string;
  let world: World;
  let before: StatusReport;
  const balancerName = () => `vault.${lab.environment}.quorate.internal`;
  const cdktf = (...args: readonly string[]) => world.run(lab, CDKTF, args);
  const status = async () => {
    const { stdout, text } = await world.quorate(lab, ['status', lab.environment, '--json']);
    if (!stdout.startsWith('{')) throw new Error(text);
    return statusReport.parse(JSON.parse(stdout));
  };

  const changeStack = (from: string, to: string) => {
    const file = path.join(lab.folder, 'stacks', 'prod.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };
  const deploy = async () => {
    const started = performance.now();
    const { exitCode, text } = await cdktf('deploy', lab.environment, '--auto-approve');
    expect(exitCode, `${text}\n${world.instances?.failures.join('\n')}`).toBe(0);
    return { text, seconds: (performance.now() - started) / 1_000 };
  };
  /** A new leader takes its turn at copying snapshots seconds after it was elected. */
  const well = () =>
    until(
      'nothing is wrong',
      async () => {
        const now = await status();
        return now.healthy ? now : { not: now.problems };
      },
      NOTICED_MS,
    );
  const ids = ({ nodes }: StatusReport) => nodes.map(({ id }) => id).sort();
  const instanceOf = async (id: string) => {
    const all = await world.instancesOf(lab.environment);
    return all.find(({ instance }) => instance.endsWith(id.split('-')[1] ?? id));
  };

  beforeAll(async () => {
    ({ lab, stack } = prodLab('prod'));
    // A deploy to Amazon takes the vendor's release and nothing else, unless the stack names a file.
    const { path: file, sha256 } = await acquireEngine(ENGINE, { policy: 'lab' });
    changeStack("Engine.vault('1.21.1')", `Engine.file(${JSON.stringify({ ...ENGINE, path: file, sha256 })})`);
    const synth = await lab.cdktf(['synth', lab.environment]);
    if (synth.exitCode !== 0) throw new Error(synth.text);
    await layStandIn(stack);
    world = await World.open({
      region: 'eu-west-1',
      firstSubnet: '10.20.0',
      balancerName: balancerName(),
      environment: lab.environment,
    });
    await world.addStateBucket('acme-terraform-state');
  });
  afterAll(async () => {
    await world.close();
    await lab.remove();
  });

  test('is founded by one deploy: image baked, five voters in three zones, unsealed by KMS, behind the balancer', async () => {
    const { text, seconds } = await deploy();
    expect(text).toContain('image: make an image of it');
    console.log(`image baked and quorum of five verified after ${seconds.toFixed(1)} s`);
    before = await well();
    expect(before).toMatchObject({ healthy: true, voters: 5, failure_tolerance: 2, seal: { type: 'awskms' } });
    expect(new Set(before.nodes.map(({ zone }) => zone)).size).toBe(3);
    expect(before.load_balancer?.targets.map(({ state }) => state)).toEqual(Array(5).fill('healthy'));
  });

  test('has nothing to do at a second deploy', async () => {
    expect((await deploy()).text).toContain('No changes');
    expect(ids(await well())).toEqual(ids(before));
  });

  test('gives its operators another key without replacing a machine', async () => {
    const rotated = await world.quorate(lab, ['keys', 'ssh', lab.environment]);
    expect(rotated.exitCode, rotated.text).toBe(0);
    expect((await deploy()).text).toMatch(/No changes|0 added, 0 changed, 0 destroyed/);
    expect(ids(await well())).toEqual(ids(before));
  });

  test('lets engines unseal and nothing else, agents write copies and figures, and the hosts keep the two apart', async () => {
    const services = ['s3', 'sts', 'monitoring'];
    const asked = await until(
      'agents have used every service, figures a minute after their start',
      async () => {
        const seen = await world.asked();
        return services.every((service) => seen[service] !== undefined) ? seen : { not: seen };
      },
      NOTICED_MS,
    );
    expect(asked['kms']).not.toContain(MACHINE_KEY);
    expect(asked['kms']?.length).toBeGreaterThan(0);
    for (const service of services) expect(asked[service], service).toEqual([MACHINE_KEY]);
    const running = (await world.instancesOf(lab.environment)).find(({ state }) => state === 'running');
    const machine = running?.instance ?? '';
    const asks = (user: string, url: string, method = 'GET') => {
      const program = `fetch('${url}', { method: '${method}', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } }).then(({ status }) => console.log(status), () => console.log('refused'))`;
      const as = `setpriv --reuid=${user} --regid=${user} --clear-groups`;
      return inside(machine, `${as} ${MACHINE_PROGRAM}/bin/node -e "${program}"`).then(({ said }) => said);
    };
    const { engine, agent } = MACHINE_USERS;
    const [metadata, permissions] = ['http://169.254.169.254/latest/api/token', 'http://127.0.0.1:8203/engine'];
    expect(await asks(agent, metadata, 'PUT')).toBe('200');
    expect(await asks(engine, metadata, 'PUT')).toBe('refused');
    expect(await asks(engine, permissions)).toBe('200');
    expect(await asks(agent, permissions)).toBe('refused');
  });

  test('publishes what its alarms look at', async () => {
    const wanted = Object.values(FIGURE).sort();
    await until(
      'all figures are published',
      async () => {
        const found = await world.figuresOf(lab.environment);
        return wanted.every((name) => found.includes(name)) || { not: found };
      },
      NOTICED_MS,
    );
  });

  const judged = async (lasting: boolean) => {
    const targets = (await status()).load_balancer?.targets ?? [];
    return await world.alarmsOf(lab.environment, targets.filter(({ state }) => state === 'healthy').length, lasting);
  };
  const raised = (all: Awaited<ReturnType<typeof judged>>) =>
    all.filter(({ state }) => state === 'ALARM').map(({ name }) => name);

  test('has no alarm while all is well, and those that are meant when three of five engines answer nobody and one cannot renew its certificate', async () => {
    const quiet = await until(
      'no alarm is raised by what was published',
      async () => {
        const all = await judged(false);
        const told = all.every(({ values }) => values.slice(0, 2).every((value) => value !== undefined));
        return told && raised(all).length === 0 ? all : { not: all };
      },
      ALARMS_MS,
    );
    expect(quiet.map(({ name }) => name).sort()).toEqual([
      'below-design',
      'below-quorum',
      'certificate',
      'no-leader',
      'sealed',
      'stale-snapshot',
    ]);
    const valuesOf = (name: string) => quiet.find((one) => one.name === name)?.values.slice(0, 2) ?? [];
    expect(valuesOf('sealed')).toEqual([0, 0]);
    expect(valuesOf('no-leader')).toContain(1);
    expect(Math.round(valuesOf('certificate')[0] ?? 0)).toBe(90);
    for (const age of valuesOf('stale-snapshot')) expect(age).toBeGreaterThan(0);

    const signal = async (name: string) => {
      for (const id of ids(before).slice(0, 3)) {
        const { code, said } = await inside(
          (await instanceOf(id))?.instance ?? '',
          `systemctl kill --signal=${name} ${ENGINE_UNIT}`,
        );
        expect(code, said).toBe(0);
      }
    };
    const [{ id: silent, address } = { id: '', address: '' }] = before.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const machine = (await instanceOf(silent))?.instance ?? '';
    await signal('STOP');
    try {
      await giveOldCertificate(lab, machine, { machine_id: silent, address, balancer_address: balancerName() }, 10);
      const all = await until(
        'the alarms are raised',
        async () => {
          const all = await judged(true);
          const wanted = ['below-design', 'below-quorum', 'certificate', 'no-leader', 'sealed'];
          return wanted.every((name) => raised(all).includes(name)) ? all : { not: all };
        },
        ALARMS_MS,
      );
      expect(Math.round(all.find(({ name }) => name === 'certificate')?.values[0] ?? 0)).toBe(10);
    } finally {
      await signal('CONT');
    }
    before = await well();
    await until(
      'the node renews its certificate by itself',
      async () => {
        const { certificate } = await (await agentOf(machine)).status();
        return Date.parse(certificate?.not_after ?? '') - Date.now() > 80 * DAY_MS || { not: certificate };
      },
      ALARMS_MS,
    );
  });

  test('keeps a voter that Terraform was told to replace past the convergence', async () => {
    const replace = ['-target=aws_instance.machines', '-replace=aws_instance.machines["a"]'];
    const apply = await world.run(lab, 'terraform', ['apply', '-auto-approve', '-no-color', ...replace], {
      cwd: stack,
    });
    expect(apply.exitCode).toBe(1);
    expect(apply.text).toMatch(/may not be terminated/);
    expect(await status()).toMatchObject({ voters: 5, cluster_id: before.cluster_id });
  });

  test('is replaced blue/green by a deploy of another image, and no machine goes before its audit log is off it', async () => {
    const written = new Map<string, number>();
    for (const id of ids(before)) {
      const log = `cat ${MACHINE_HOME}/${AUDIT_DEVICE.file} 2>/dev/null | wc -l`;
      written.set(id, Number((await inside((await instanceOf(id))?.instance ?? '', log)).said));
    }
    // Standbys pass everything on: who leads has something to say.
    expect(written.get(before.leader ?? '')).toBeGreaterThan(0);
    changeImage(lab);
    expect((await lab.cdktf(['synth', lab.environment])).exitCode).toBe(0);
    const { seconds } = await deploy();
    console.log(`replaced after ${seconds.toFixed(1)} s`);
    const after = await well();
    expect(after).toMatchObject({ voters: 5, cluster_id: before.cluster_id });
    expect(ids(after).filter((id) => ids(before).includes(id))).toEqual([]);
    for (const id of ids(before)) expect(await instanceOf(id), id).toMatchObject({ state: 'terminated' });
    for (const id of ids(after))
      expect(await instanceOf(id), id).toMatchObject({ state: 'running', isProtected: true });
    for (const [id, lines] of written)
      expect(await world.linesShipped(lab.environment, id), id).toBeGreaterThanOrEqual(lines);
    expect((await world.keysIn(lab.environment, 'snapshots')).some((key) => key.endsWith('.snap'))).toBe(true);
    const { report } = lastReport(lab);
    console.log(`writes were not acknowledged for ${report.canary?.gap?.ms} ms`);
    before = after;
  });

  test('serves on without one of its zones, and counts nobody out whom EC2 does not call gone', async () => {
    const lost = before.nodes.filter(({ zone }) => zone === FIRST_ZONE);
    await world.network.cut('10.20.0', true);
    const seen = await until(
      'the rest has a leader',
      async () => {
        const now = await status();
        const leads = now.leader !== null && !lost.some(({ id }) => id === now.leader);
        return leads && !now.healthy ? now : { not: now };
      },
      NOTICED_MS,
    );
    expect(seen).toMatchObject({ voters: 5, cluster_id: before.cluster_id });
  });

  test('is whole again after the next deploy, once EC2 says that the machines of the zone are gone', async () => {
    const lost = before.nodes.filter(({ zone }) => zone === FIRST_ZONE).map(({ id }) => id);
    const instances = await Promise.all(lost.map(instanceOf));
    await world.lose(instances.flatMap((one) => one?.instance ?? []));
    await world.network.cut('10.20.0', false);
    await deploy();
    const after = await well();
    expect(after).toMatchObject({ voters: 5, cluster_id: before.cluster_id });
    expect(ids(after).filter((id) => lost.includes(id))).toEqual([]);
    expect(ids(after).filter((id) => ids(before).includes(id))).toHaveLength(5 - lost.length);
  });

  test('is not destroyed while it is protected', async () => {
    const destroy = await world.run(lab, 'terraform', ['destroy', '-auto-approve', '-no-color'], { cwd: stack });
    expect(destroy.exitCode).toBe(1);
    expect(destroy.text).toMatch(/QRT-PROTECTED|prevent_destroy/);
    expect(await well()).toMatchObject({ voters: 5 });
  });

  test('is destroyed once its protection was switched off by a deploy of its own and its copies were taken away', async () => {
    changeStack('nodes: 5,', 'nodes: 5,\n      deletionProtection: false,');
    await deploy();
    const destroy = () => cdktf('destroy', lab.environment, '--auto-approve');
    const held = await destroy();
    expect(held.exitCode, held.text).toBe(1);
    expect(held.text).toMatch(/bucket .* is not empty/);
    await world.emptyBuckets(lab.environment);
    const ended = await destroy();
    expect(ended.exitCode, ended.text).toBe(0);
    const left = (await world.instancesOf(lab.environment)).filter(({ state }) => state !== 'terminated');
    expect(left).toEqual([]);
  });
});
