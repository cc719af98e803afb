import { afterAll, describe, expect, it, vi } from 'vitest';
import { ProdStack } from '../../stacks/prod.js';
import { assets, RECIPIENTS, removeAssets, synthesise } from './synth.js';

const { folder } = vi.hoisted(() => ({ folder: { assets: '' } }));
vi.mock('../../src/constructs/assets.js', () => ({ assetsFolder: () => folder.assets }));

describe('the stack prod', () => {
  afterAll(() => removeAssets(folder.assets));

  it('is what was reviewed, to the last attribute', async () => {
    folder.assets = assets();
    const { text } = synthesise(folder.assets, (app) => new ProdStack(app, 'prod', RECIPIENTS));
    // What follows from the sources and not from the stack.
    const stable = text
      .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:IMAGE')
      .replaceAll(/0\.1\.0-h[0-9a-f]{10}/g, '0.1.0-hPROVIDER')
      .replaceAll(/"project_dir": "[^"]*"/g, '"project_dir": "PROJECT"');
    await expect(stable).toMatchFileSnapshot('golden/prod.json');
  });
});
