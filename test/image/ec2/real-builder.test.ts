import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ec2, openEc2 } from '../../../src/aws/index.js';
import { bakeOnEc2 } from '../../../src/image/ec2/bake.js';
import { debianBase, type Ec2Bake, readImageInputs } from '../../../src/image/index.js';
import { withAws } from '../../aws/aws-server.js';
import { EVERYTHING } from '../../e2e/support/everything.js';
import { CACHE, HAS_MACHINES } from '../../machines/nspawn/support/has-machines.js';
import { assetsInto, sha256 } from '../support/assets.js';
import { MACHINE_TEMPLATES } from '../support/machine-templates.js';
import { EmulatedRegion } from './support/emulated-region.js';

const ENGINE = '#!/bin/sh\necho the engine\n';
const REGION = 'eu-west-1';
const BASE = { owner: 'self', name: 'debian-12-amd64-played' };
/** A bake may take so long on the test platform. */
const COLD_MS = 90_000;

describe.runIf(EVERYTHING && HAS_MACHINES)('a builder that is a real machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-real-builder-'));
  const server = withAws();
  let region: EmulatedRegion;
  let ec2: Ec2;
  let there: Ec2;
  let assets = '';

  beforeAll(async () => {
    const emulator = new EC2Client({ region: REGION, endpoint: server.url });
    const debian = { Name: BASE.name, RootDeviceName: '/dev/xvda', Architecture: 'x86_64' as const };
    await emulator.send(new RegisterImageCommand(debian));
    emulator.destroy();
    const { root } = await debianBase(join(CACHE, 'bases'));
    mkdirSync(join(folder, 'machines'));
    region = new EmulatedRegion(server.url, join(folder, 'machines'), root);
    const endpoint = await region.listen();
    ec2 = await openEc2({ region: REGION, endpoint });
    there = await openEc2({ region: 'eu-central-1', endpoint });
    writeFileSync(join(folder, 'engine'), ENGINE);
    assets = assetsInto(join(folder, 'assets'), MACHINE_TEMPLATES);
  }, 300_000);
  afterAll(async () => {
    await region.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const bake = (change: Partial<Ec2Bake> = {}) =>
    bakeOnEc2({
      ec2,
      copies: [],
      place: { subnetId: undefined, securityGroupIds: [], instanceType: 'm6i.large', publicAddress: false },
      base: BASE,
      images: join(folder, 'images'),
      cache: CACHE,
      assets,
      inputs: readImageInputs(assets, 'ami', { name: 'vault', version: '1.21.1', sha256: null }),
      provision: [],
      acquire: async () => ({ path: join(folder, 'engine'), sha256: sha256(ENGINE), source: 'test' }),
      signal: new AbortController().signal,
      progress: () => undefined,
      ...change,
    });

  it('leaves nothing when a deploy is interrupted', async () => {
    const caller = new AbortController();
    const progress = (line: string) => {
      if (line === 'clean it') caller.abort(new Error('the deploy was interrupted'));
    };
    await expect(bake({ signal: caller.signal, progress })).rejects.toThrow('the deploy was interrupted');
    expect(region.machines.size).toBe(0);
    expect(readdirSync(join(folder, 'images'))).toEqual([]);
    expect(await ec2.imagesTagged({ 'quorate:image': '*' })).toEqual([]);
  });

  it('is made an image of in time, clean, and is gone afterwards; a second bake does nothing', async () => {
    const began = performance.now();
    const { imageId, digest, baked, copies } = await bake({ copies: [there] });
    expect(performance.now() - began).toBeLessThan(COLD_MS);
    expect(baked).toBe(true);
    // Amazon's resolver is the one thing that is named after the cleaning; below run are places of mounts.
    const kept = region.found.map((found) => found.filter((path) => !path.startsWith('run/')));
    expect(kept).toEqual([['etc/resolv.conf']]);
    expect(region.machines.size).toBe(0);
    expect(await ec2.imagesTagged({ 'quorate:image': digest })).toEqual([expect.objectContaining({ id: imageId })]);
    expect(await there.imagesTagged({ 'quorate:image': digest })).toEqual([
      expect.objectContaining({ id: copies['eu-central-1'] }),
    ]);
    const again = performance.now();
    expect(await bake({ copies: [there] })).toEqual({ imageId, digest, copies, baked: false });
    expect(performance.now() - again).toBeLessThan(5_000);
  });
});
