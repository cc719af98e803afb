import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bakeMachineImage,
  type Customization,
  debianBase,
  inspectImage,
  ROOT_FILE,
  readImageInputs,
} from '../../../src/image/index.js';
import { findings } from '../../../src/image/machine/hygiene.js';
import { sha256Of } from '../../../src/image/sha256.js';
import { nspawnBuilders } from '../../../src/machines/index.js';
import { mountsBelow } from '../../../src/machines/nspawn/root.js';
import { EVERYTHING } from '../../e2e/support/everything.js';
import { CACHE, HAS_MACHINES } from '../../machines/nspawn/support/has-machines.js';
import { assetsInto, sha256 } from '../support/assets.js';

const ENGINE = '#!/bin/sh\necho the engine\n';
const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));
const STEPS = [
  'get base, Node and engine',
  'make room',
  'boot a builder',
  'set it up',
  'shut it down',
  'clean it',
  'seal it',
  'write what is in it',
];

describe.skipIf(!HAS_MACHINES)('a baked machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-bake-'));
  const engine = join(folder, 'engine');
  const templates = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.hbs'),
  );
  const contents = Object.fromEntries(
    templates.map((name) => [`templates/${name}`, readFileSync(join(TEMPLATES, name), 'utf8')]),
  );
  /** Of builders: other machines of this computer come and go. */
  const namespaces = () => readdirSync('/run/netns').filter((name) => name.startsWith('quorate-bake-'));
  let assets = '';
  let image = { digest: '', path: '', baked: false };

  const bake = (
    store: string,
    signal = new AbortController().signal,
    progress = (_: string): void => undefined,
    custom: Customization = { base: null, provision: [] },
  ) => {
    const images = join(folder, store);
    mkdirSync(images, { recursive: true });
    const inputs = readImageInputs(assets, 'machine', { name: 'vault', version: '1.21.1', sha256: null }, custom);
    const acquire = async () => ({ path: engine, sha256: sha256(ENGINE), source: 'test' });
    return bakeMachineImage({
      ...custom,
      images,
      cache: CACHE,
      assets,
      inputs,
      acquire,
      builders: nspawnBuilders,
      signal,
      progress,
    });
  };
  /** The sealed files, unpacked. */
  const unpacked = () => {
    const root = join(folder, 'unpacked');
    rmSync(root, { recursive: true, force: true });
    execFileSync('unsquashfs', ['-quiet', '-no-progress', '-dest', root, join(image.path, ROOT_FILE)]);
    return root;
  };

  beforeAll(async () => {
    writeFileSync(engine, ENGINE);
    chmodSync(engine, 0o755);
    assets = assetsInto(join(folder, 'assets'), contents);
    image = await bake('first');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

  it('is whole, and a second bake of the same inputs makes nothing', async () => {
    expect(await inspectImage(image.path)).toMatchObject({ condition: 'intact' });
    expect(image.baked).toBe(true);
    expect(await bake('first')).toEqual({ ...image, baked: false });
  });

  it('comes out the same on another builder, bit for bit', async () => {
    const other = await bake('second');
    expect(other.baked).toBe(true);
    expect(readFileSync(join(other.path, 'manifest.json'))).toEqual(readFileSync(join(image.path, 'manifest.json')));
    expect(readFileSync(join(other.path, ROOT_FILE)).equals(readFileSync(join(image.path, ROOT_FILE)))).toBe(true);
  });

  it('holds no key, no identity, no history, no secret, and nothing of how it was made', async () => {
    const root = unpacked();
    expect(await findings(root)).toEqual([]);
    mkdirSync(join(root, 'root/.ssh'));
    writeFileSync(join(root, 'etc/machine-id'), 'an identity');
    writeFileSync(join(root, 'etc/token'), `token = "hvs.${'x'.repeat(30)}"`);
    expect(await findings(root)).toEqual(['root/.ssh', 'etc/machine-id', 'etc/token']);
  });

  it('tells every package, and the checksum of everything that was put in', async () => {
    const condition = await inspectImage(image.path);
    if (condition.condition !== 'intact') throw new Error('the image is not intact');
    const root = unpacked();
    const installed = Object.entries(condition.manifest.machine?.installed ?? {});
    expect(installed.length).toBeGreaterThan(10);
    for (const [path, sum] of installed) {
      expect(await sha256Of(join(root, path)), path).toBe(sum);
    }
    const bill = JSON.parse(readFileSync(join(image.path, 'sbom.cdx.json'), 'utf8'));
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['vault', 'quorate-agent', 'node', 'openssh-server', 'systemd']));
    expect(bill.components).toHaveLength(3 + Object.keys(condition.manifest.machine?.packages ?? {}).length);
  });

  it.each(EVERYTHING ? STEPS : ['set it up'])(
    'leaves nothing running or mounted when it is broken off at “%s”',
    async (step) => {
      const before = namespaces();
      const caller = new AbortController();
      const giveUp = (line: string) => {
        if (line === step) caller.abort(new Error('the deploy was interrupted'));
      };
      await expect(bake('broken', caller.signal, giveUp)).rejects.toThrow('the deploy was interrupted');
      expect(readdirSync(join(folder, 'broken'))).toEqual([]);
      expect(await mountsBelow(folder)).toEqual([]);
      expect(namespaces()).toEqual(before);
    },
  );

  it.runIf(EVERYTHING)('is whole when it is broken off at its last step, which nothing has to follow', async () => {
    const before = namespaces();
    const caller = new AbortController();
    const last = (line: string) => {
      if (line === 'put it in its place') caller.abort(new Error('the deploy was interrupted'));
    };
    const { path, baked } = await bake('last', caller.signal, last);
    expect(baked).toBe(true);
    expect(await inspectImage(path)).toMatchObject({ condition: 'intact' });
    expect(readdirSync(join(folder, 'last'))).toEqual([path.slice(join(folder, 'last').length + 1)]);
    expect(await mountsBelow(folder)).toEqual([]);
    expect(namespaces()).toEqual(before);
  });

  it.runIf(EVERYTHING)('is baked after a bake that was killed, of which nothing is left then', async () => {
    const before = namespaces();
    const images = join(folder, 'killed');
    mkdirSync(images);
    const fixture = fileURLToPath(new URL('fixtures/bake.ts', import.meta.url));
    const killed = execa('node', ['--import', 'tsx', fixture, images, CACHE, assets, engine, sha256(ENGINE)], {
      reject: false,
    });
    for await (const line of killed) if (line === 'set it up') killed.kill('SIGKILL');
    expect((await killed).signal).toBe('SIGKILL');
    expect(namespaces().length).toBeGreaterThan(before.length);
    const { path, baked } = await bake('killed');
    expect(baked).toBe(true);
    expect(readdirSync(images)).toEqual([path.slice(images.length + 1)]);
    expect(await mountsBelow(folder)).toEqual([]);
    expect(namespaces()).toEqual(before);
  });

  describe.runIf(EVERYTHING)('with what a stack adds', () => {
    const withSteps = (...scripts: string[]) =>
      bake('custom', undefined, undefined, {
        base: null,
        provision: scripts.map((script, index) => ({ name: `step ${index + 1}`, script })),
      });

    it('has what its steps made, under a name of its own', async () => {
      const custom = await withSteps(
        'echo hello > /etc/motto',
        'test "$(cat /etc/motto)" = hello; echo more >> /etc/motto',
      );
      expect(custom.digest).not.toBe(image.digest);
      const said = execFileSync('unsquashfs', ['-cat', join(custom.path, ROOT_FILE), 'etc/motto'], {
        encoding: 'utf8',
      });
      expect(said).toBe('hello\nmore\n');
    });

    it('is not sealed when a step failed, or left a secret behind', async () => {
      await expect(withSteps('echo no such thing >&2; exit 3')).rejects.toMatchObject({
        code: 'QRT-IMAGE-STEP',
        message: expect.stringContaining('no such thing'),
      });
      await expect(withSteps(`echo 'hvs.${'x'.repeat(30)}' > /etc/token`)).rejects.toMatchObject({
        code: 'QRT-IMAGE-UNCLEAN',
        message: expect.stringContaining('etc/token'),
      });
      expect(await mountsBelow(folder)).toEqual([]);
    });

    it('is made from a base of one’s own, and from no other file', async () => {
      const file = join(folder, 'base.tar');
      const { root } = await debianBase(join(CACHE, 'bases'));
      execFileSync('tar', ['-cf', file, '-C', root, '--numeric-owner', '.']);
      const sum = await sha256Of(file);
      const made = (name: string, sum256: string) =>
        bake(name, undefined, undefined, { base: { file, sha256: sum256 }, provision: [] });
      await expect(made('own', 'b'.repeat(64))).rejects.toMatchObject({ code: 'QRT-IMAGE-BASE' });
      const own = await made('own', sum);
      try {
        expect(await inspectImage(own.path)).toMatchObject({
          condition: 'intact',
          manifest: { machine: { base: sum, packages: expect.objectContaining({ systemd: expect.any(String) }) } },
        });
      } finally {
        rmSync(join(CACHE, 'bases', sum.slice(0, 16)), { recursive: true, force: true });
      }
    }, 300_000);
  });

  it('is refused once somebody changed it', async () => {
    chmodSync(join(image.path, ROOT_FILE), 0o644);
    appendFileSync(join(image.path, ROOT_FILE), 'more');
    expect(await inspectImage(image.path)).toEqual({
      condition: 'damaged',
      reason: `${ROOT_FILE} is not what the manifest says`,
    });
  });
});
