import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newSshKeyPair } from '../../../src/channel/index.js';
import { bakeOnEc2, type Ec2Bake } from '../../../src/image/ec2/bake.js';
import { IMAGE_TAG } from '../../../src/image/ec2/tags.js';
import { readImageInputs } from '../../../src/image/inputs.js';
import { NODE_RUNTIME } from '../../../src/image/machine/node-runtime.js';
import { imageDigestOf } from '../../../src/schema/index.js';
import { EVERYTHING } from '../../e2e/support/everything.js';
import { assetsInto, sha256 } from '../support/assets.js';
import { MACHINE_TEMPLATES } from '../support/machine-templates.js';
import { type Fault, ModelEc2, PINNED } from './support/model-ec2.js';
import { ModelTime } from './support/model-time.js';
import { StockMachine } from './support/stock-machine.js';

const { port } = vi.hoisted(() => ({ port: { of: 22 } }));
vi.mock('../../../src/image/machine/wait-for-session.js', async (load) => {
  const real = await load<typeof import('../../../src/image/machine/wait-for-session.js')>();
  const elsewhere: typeof real.waitForSession = (target, signal) =>
    real.waitForSession({ ...target, port: port.of }, signal);
  return { waitForSession: elsewhere };
});

const ENGINE = 'the engine';
const root = mkdtempSync(join(tmpdir(), 'quorate-ec2-bake-'));
let assets = '';
let machine: StockMachine;
let time: ModelTime;
let ec2: ModelEc2;
let count = 0;

beforeAll(async () => {
  assets = assetsInto(join(root, 'assets'), MACHINE_TEMPLATES);
  writeFileSync(join(root, 'engine'), ENGINE);
  mkdirSync(join(root, 'cache/node'), { recursive: true });
  writeFileSync(join(root, `cache/node/node-${NODE_RUNTIME.version}`), 'node');
  machine = await StockMachine.start();
  port.of = machine.port;
});
afterAll(async () => {
  await machine.stop();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  count += 1;
  time = new ModelTime();
  ec2 = regionOf('eu-west-1');
  machine.ran.length = 0;
  machine.answer = (script) => (script.includes("-f='${Package}") ? { stdout: 'systemd\t252.39\n' } : {});
});
afterEach(() =>
  expect(existsSync(folder()) ? readdirSync(folder()).filter((name) => !alive.has(name)) : []).toEqual([]),
);

/** Drafts of runs that tests made hang: their process, this one, lives on. */
const alive = new Set<string>();
const folder = () => join(root, `images-${count}`);
const regionOf = (name: string) => {
  const region = new ModelEc2(name, time);
  region.console = () => machine.console();
  return region;
};
const inputs = () => readImageInputs(assets, 'ami', { name: 'vault', version: '1.21.1', sha256: null });
const bake = (change: Partial<Ec2Bake> = {}) =>
  bakeOnEc2({
    ec2,
    copies: [],
    place: { subnetId: undefined, securityGroupIds: [], instanceType: 'm6i.large', publicAddress: false },
    base: PINNED,
    images: folder(),
    cache: join(root, 'cache'),
    assets,
    inputs: inputs(),
    provision: [],
    acquire: async () => ({ path: join(root, 'engine'), sha256: sha256(ENGINE), source: 'test' }),
    signal: new AbortController().signal,
    progress: () => undefined,
    time,
    ...change,
  });
const digest = () => imageDigestOf(inputs());

/** One image of these inputs, and nothing else that costs money. */
function expectOnlyTheImage(): void {
  expect(ec2.alive()).toEqual([]);
  expect(ec2.ours().map(({ tags }) => tags[IMAGE_TAG])).toEqual([digest()]);
}

describe('a bake on EC2', () => {
  it('leaves an image with the digest of its inputs, and no builder', async () => {
    const { imageId, baked } = await bake();
    expect(baked).toBe(true);
    expect(ec2.ours()[0]?.id).toBe(imageId);
    expectOnlyTheImage();
  });

  it('makes nothing when the image is there', async () => {
    const { imageId } = await bake();
    const acquire = vi.fn();
    expect(await bake({ acquire })).toMatchObject({ imageId, baked: false });
    expect(ec2.machines).toHaveLength(1);
    expect(acquire).not.toHaveBeenCalled();
  });

  it('does all of its own before the steps of a stack, and cleans after them', async () => {
    await bake({ provision: [{ name: 'add a file', script: 'touch /etc/mine' }] });
    const at = (part: string) => machine.ran.findIndex((script) => script.includes(part));
    expect(at('useradd')).toBeLessThan(at('touch /etc/mine'));
    expect(at('touch /etc/mine')).toBeLessThan(at('rm -rf /var/log/journal'));
    expect(at('rm -rf /var/log/journal')).toBeGreaterThan(0);
  });

  it('tags what it makes in the call that makes it, and has the builder end itself', async () => {
    await bake();
    const [{ order } = { order: undefined }] = ec2.machines;
    expect(order?.tags).toMatchObject({ 'quorate:builder': digest() });
    expect(Date.parse(order?.tags['quorate:expires'] ?? '')).toBeGreaterThan(Date.parse('2026-11-21T12:00:00Z'));
    expect(order?.userData).toContain('--on-active=60min');
  });

  it('trusts only the host key that the console showed', async () => {
    const other = await newSshKeyPair('');
    ec2.console = () => machine.console(other.publicKey);
    await expect(bake()).rejects.toMatchObject({ code: 'QRT-HOST-KEY' });
    expect(machine.ran).toEqual([]);
    expect(ec2.alive()).toEqual([]);
    expect(ec2.ours()).toEqual([]);
  });

  it('refuses an image that would hold a secret', async () => {
    machine.answer = (script) => (script.includes('grep -lPz') ? { stdout: '/etc/token\n' } : {});
    await expect(bake()).rejects.toMatchObject({ code: 'QRT-IMAGE-UNCLEAN' });
    expect(ec2.alive()).toEqual([]);
    expect(ec2.ours()).toEqual([]);
  });

  it('says which way out a builder lacks when it cannot install what the stock image has not', async () => {
    machine.answer = (script) => (script.includes('apt-get') ? { code: 100, stderr: 'no route' } : {});
    await expect(bake()).rejects.toMatchObject({ code: 'QRT-BAKE-PACKAGES' });
    expect(ec2.alive()).toEqual([]);
  });

  it('copies the image to every region that is named, once', async () => {
    const there = regionOf('eu-central-1');
    const first = await bake({ copies: [there] });
    expect(await bake({ copies: [there] })).toMatchObject({ copies: first.copies, baked: false });
    expect(there.ours().map(({ id }) => id)).toEqual([first.copies['eu-central-1']]);
  });
});

describe('a bake in trouble', () => {
  it('waits an hour for an image that is pending, and says so', async () => {
    ec2.imageTakes = 3_600_000;
    const told: string[] = [];
    const began = time.now();
    await bake({ progress: (line) => told.push(line) });
    expect(time.now() - began).toBeGreaterThanOrEqual(3_600_000);
    expect(told.filter((line) => line.includes('is pending after')).length).toBeGreaterThan(5);
    expectOnlyTheImage();
  });

  it('waits for an image that another run began, and bakes none of its own', async () => {
    const stop = new AbortController();
    const interrupted = bake({
      signal: stop.signal,
      progress: (line) => {
        if (line === 'make an image of it')
          ec2.fault = () => (ec2.ours().length > 0 ? stop.abort() : undefined) as undefined;
      },
    });
    await expect(interrupted).rejects.toThrow();
    ec2.fault = () => undefined;
    expect(ec2.ours()).toHaveLength(1);
    expect(await bake()).toMatchObject({ baked: false });
    expect(ec2.machines).toHaveLength(1);
    expectOnlyTheImage();
  });

  it('bakes anew in place of an image that failed', async () => {
    ec2.imagesFail = 1;
    await expect(bake()).rejects.toMatchObject({ code: 'QRT-BAKE-IMAGE' });
    await bake();
    expectOnlyTheImage();
  });

  it.each(['launch', 'createImage', 'terminate', 'stop'])(
    'makes nothing twice when the reply to %s is lost',
    async (call) => {
      ec2.fault = (_, name): Fault | undefined => (name === call ? { kind: 'reply lost' } : undefined);
      await bake();
      expect(ec2.machines).toHaveLength(1);
      expectOnlyTheImage();
    },
  );

  it('is not confused by what is told of late', async () => {
    ec2.lag = 12_000;
    await bake();
    expect(ec2.machines).toHaveLength(1);
    expectOnlyTheImage();
  });

  it('waits a while for capacity', async () => {
    ec2.fault = (_, name) =>
      name === 'launch' ? { kind: 'refused', code: 'InsufficientInstanceCapacity', times: 2 } : undefined;
    await bake();
    expectOnlyTheImage();
  });

  it('gives up without a trace when there is no capacity', async () => {
    ec2.fault = (_, name) =>
      name === 'launch' ? { kind: 'refused', code: 'InsufficientInstanceCapacity', times: 99 } : undefined;
    await expect(bake()).rejects.toMatchObject({ code: 'QRT-AWS' });
    expect(ec2.machines).toEqual([]);
  });

  it('never has two builders for two runs at once: the second takes the image of the first', async () => {
    time = new ModelTime(10);
    ec2 = regionOf('eu-west-1');
    const [first, second] = await Promise.all([bake(), bake()]);
    expect(ec2.machines).toHaveLength(1);
    expect(first.imageId).toBe(second.imageId);
    expect([first.baked, second.baked].filter(Boolean).length).toBeGreaterThan(0);
    expectOnlyTheImage();
  });

  it('leaves nothing, wherever it is killed, once another run has been there', async () => {
    await bake();
    const calls = ec2.calls;
    expect(calls).toBeGreaterThan(10);
    for (let call = 1; call <= calls; call += EVERYTHING ? 1 : 4) {
      for (const effect of [false, true]) await expectOnlyTheImageAfterDeath(call, effect);
    }
  });
});

/** A run whose calls are answered no more from this one on, and then a run that lives. */
async function expectOnlyTheImageAfterDeath(call: number, effect: boolean): Promise<void> {
  time = new ModelTime();
  ec2 = regionOf('eu-west-1');
  const doomed = ec2.handle();
  const killed = new Promise<void>((reached) => {
    doomed.fault = (now) => {
      if (now < call) return undefined;
      setImmediate(reached);
      return { kind: 'never returns', effect: effect && now === call };
    };
  });
  void bake({ ec2: doomed }).catch(() => undefined);
  await killed;
  for (const name of existsSync(folder()) ? readdirSync(folder()) : []) alive.add(name);
  await bake();
  expect(ec2.alive(), `killed at call ${call}, effect ${effect}`).toEqual([]);
  expect(ec2.ours(), `killed at call ${call}, effect ${effect}`).toHaveLength(1);
}
