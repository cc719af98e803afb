import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformProvider, TerraformStack } from 'cdktf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QuorateProvider } from '../../../src/constructs/provider/index.js';
import { PROVIDER } from '../../../src/schema/resources/index.js';

let project: string;
let assets: string;

beforeEach(() => {
  project = mkdtempSync(path.join(tmpdir(), 'synth-'));
  assets = path.join(project, 'assets');
  mkdirSync(path.join(assets, 'templates'), { recursive: true });
  writeFileSync(path.join(assets, 'provider.mjs'), 'one');
  writeFileSync(path.join(assets, 'templates/engine.hcl.hbs'), 'hcl');
});
afterEach(() => rmSync(project, { recursive: true }));

const folder = () => path.join(project, 'cdktf.out/stacks/lab');
const versions = () => readdirSync(path.join(folder(), 'terraform.d/plugins', PROVIDER.source));
const lock = () => readFileSync(path.join(folder(), '.terraform.lock.hcl'), 'utf8');
const files = (version: string) => path.join(folder(), 'terraform.d/plugins', PROVIDER.source, version);

class OtherProvider extends TerraformProvider {}

/** @param others sources of further providers */
function synth(...others: string[]): Record<string, unknown> {
  const app = new App({ outdir: path.join(project, 'cdktf.out') });
  const stack = new TerraformStack(app, 'lab');
  new QuorateProvider(stack, 'quorate', { assets, projectDir: project });
  for (const source of others) {
    const type = path.basename(source);
    new OtherProvider(stack, type, { terraformResourceType: type, terraformProviderSource: source });
  }
  app.synth();
  return JSON.parse(readFileSync(path.join(folder(), 'cdk.tf.json'), 'utf8'));
}

function build(text: string): string {
  writeFileSync(path.join(assets, 'provider.mjs'), text);
  synth();
  return /version\s+= "(.*)"/.exec(lock())?.[1] ?? '';
}

describe('synthesis', () => {
  it('requires the provider by a version that names its content, and points to the project relatively', () => {
    const { provider, terraform } = synth() as Record<string, Record<string, unknown>>;
    const [version = ''] = versions();
    expect(version).toMatch(/^0\.1\.0-h[0-9a-f]{10}$/);
    expect(provider?.['quorate']).toEqual([{ project_dir: '../../..' }]);
    expect(terraform?.['required_providers']).toEqual({ quorate: { source: PROVIDER.source, version } });
    expect(lock()).toContain(`version     = "${version}"`);
  });

  it('starts its versions with the release of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(PROVIDER.release).toBe(version);
  });

  it('copies launcher and assets with no absolute path', () => {
    synth();
    const [version = ''] = versions();
    const [platform = ''] = readdirSync(files(version));
    const launcher = path.join(files(version), platform, `terraform-provider-quorate_v${version}`);
    expect(statSync(launcher).mode & 0o111).toBe(0o111);
    expect(readFileSync(launcher, 'utf8')).toBe('#!/bin/sh\nexec node "$(dirname "$0")/provider.mjs" "$@"\n');
    expect(readFileSync(path.join(files(version), platform, 'templates/engine.hcl.hbs'), 'utf8')).toBe('hcl');
  });

  it('leaves a package alone that is there, and restores one that is not whole', () => {
    synth();
    const [version = ''] = versions();
    const [platform = ''] = readdirSync(files(version));
    const bundle = path.join(files(version), platform, 'provider.mjs');
    const { ino } = statSync(bundle);
    synth();
    expect(statSync(bundle).ino).toBe(ino);
    writeFileSync(bundle, 'cut off');
    synth();
    expect(readFileSync(bundle, 'utf8')).toBe('one');
    expect(readdirSync(files(version))).toEqual([platform]);
  });

  it('does not change a package in use when the assets are rebuilt, and keeps the last three', () => {
    const built = ['two', 'three', 'four', 'five'].map(build);
    expect(versions()).toHaveLength(3);
    expect(versions()).toContain(built.at(-1));
    expect(new Set(built).size).toBe(4);
    expect(build('five')).toBe(built.at(-1));
  });

  it('copies the committed lock file of the environment in', () => {
    mkdirSync(path.join(project, 'stacks'));
    const committed = 'provider "registry.terraform.io/x/y" {\n  version = "1.0.0"\n}\n';
    writeFileSync(path.join(project, 'stacks/lab.terraform.lock.hcl'), committed);
    synth('x/y');
    expect(lock()).toContain(committed);
    expect(lock()).toContain(PROVIDER.source);
  });

  it('says what to do when the assets are not built', () => {
    rmSync(path.join(assets, 'provider.mjs'));
    expect(() => synth()).toThrow(
      /expected provider\.mjs in .*received templates\/engine\.hcl\.hbs\. Run `npm run build`/,
    );
  });
});
