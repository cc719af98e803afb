import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bakeProcessImage, imageFolder, inspectImage, readImageInputs } from '../../../src/image/index.js';
import { identityOf } from '../../../src/process/index.js';
import { imageDigestOf } from '../../../src/schema/index.js';
import { assetsWith, sha256 } from '../support/assets.js';

const ENGINE_BYTES = 'the engine';

/** A kitchen with its own images, assets and engine; `acquired` counts how often the engine was asked for. */
function kitchen(source = 'test') {
  const assets = assetsWith();
  const images = join(assets, 'images');
  const engine = join(assets, 'cached-engine');
  mkdirSync(images);
  writeFileSync(engine, ENGINE_BYTES);
  const inputs = readImageInputs(assets, 'process', { name: 'vault', version: '1.21.1', sha256: null });
  const path = imageFolder(images, imageDigestOf(inputs));
  let acquired = 0;
  const acquire = async () => {
    acquired += 1;
    return { path: engine, sha256: sha256(ENGINE_BYTES), source };
  };
  const bake = () => bakeProcessImage({ images, assets, inputs, acquire });
  return { assets, images, inputs, path, engine, bake, acquired: () => acquired };
}

describe('a bake', () => {
  it('makes an image that names every file in it with its checksum', async () => {
    const { bake, path, inputs } = kitchen();
    const { digest } = await bake();
    expect(digest).toBe(imageDigestOf(inputs));
    const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'));
    expect(manifest.files).toEqual({
      'engine/vault': sha256(ENGINE_BYTES),
      'agent/agent.cjs': sha256('the agent'),
      'templates/engine.hcl.hbs': sha256('the template'),
    });
    const present = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(present.map(({ name }) => name).sort()).toEqual(['agent.cjs', 'engine.hcl.hbs', 'manifest.json', 'vault']);
    expect(statSync(join(path, 'engine/vault')).mode & 0o111).not.toBe(0);
  });

  it('of an image that is there bakes nothing and asks for no engine', async () => {
    const { bake, acquired } = kitchen();
    expect((await bake()).baked).toBe(true);
    expect((await bake()).baked).toBe(false);
    expect(acquired()).toBe(1);
  });

  it('twice at once gives one intact image and leaves no drafts', async () => {
    const { bake, images, path } = kitchen();
    await Promise.all([bake(), bake(), bake()]);
    expect(readdirSync(images)).toHaveLength(1);
    expect(await inspectImage(path)).toMatchObject({ condition: 'intact' });
  });

  it("keeps the engine of a user's own file when that is written over", async () => {
    const { path, bake, engine } = kitchen('file');
    await bake();
    writeFileSync(engine, 'another engine');
    expect(await inspectImage(path)).toMatchObject({ condition: 'intact' });
  });

  it('that fails leaves neither an image nor a draft', async () => {
    const { images, assets, inputs } = kitchen();
    const acquire = () => Promise.reject(new Error('no engine to be had'));
    await expect(bakeProcessImage({ images, assets, inputs, acquire })).rejects.toThrow('no engine to be had');
    expect(readdirSync(images)).toEqual([]);
  });

  it('removes the drafts of bakes that were killed, and none that is still being filled', async () => {
    const { bake, images, path } = kitchen();
    const { pid, startTime, bootId } = identityOf() ?? none();
    const killed = `${path}.draft-${pid}-${startTime - 1}-${bootId}-0a1b2c3d`;
    const ofAnotherBoot = `${path}.draft-${pid}-${startTime}-${randomUUID()}-0a1b2c3d`;
    const inHand = `${path}.draft-${pid}-${startTime}-${bootId}-0a1b2c3d`;
    for (const folder of [killed, ofAnotherBoot, inHand]) {
      mkdirSync(join(folder, 'engine'), { recursive: true });
      writeFileSync(join(folder, 'engine/vault'), 'half');
    }
    await bake();
    expect(readdirSync(images).sort()).toEqual([basename(path), basename(inHand)].sort());
  });

  it('refuses assets that are not those which the digest names', async () => {
    const { bake, images, assets } = kitchen();
    writeFileSync(join(assets, 'agent/agent.cjs'), 'an agent built since');
    await expect(bake()).rejects.toMatchObject({ code: 'QRT-IMAGE-INPUTS' });
    expect(readdirSync(images)).toEqual([]);
  });

  it.each([
    ['has another agent', (path: string) => writeFileSync(join(path, 'agent/agent.cjs'), 'malicious')],
    ['lost its template', (path: string) => rmSync(join(path, 'templates/engine.hcl.hbs'))],
    ['lost its manifest', (path: string) => rmSync(join(path, 'manifest.json'))],
    ['has half a manifest', (path: string) => writeFileSync(join(path, 'manifest.json'), '{ "schema": 1')],
  ])('makes an image again that %s', async (_, damage) => {
    const { bake, path } = kitchen();
    await bake();
    damage(path);
    expect((await inspectImage(path)).condition).toBe('damaged');
    expect((await bake()).baked).toBe(true);
    expect(await inspectImage(path)).toMatchObject({ condition: 'intact' });
  });
});

function none(): never {
  throw new Error('this process has no identity');
}
