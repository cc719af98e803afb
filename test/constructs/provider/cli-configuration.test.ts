import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mirrorObstacle } from '../../../src/constructs/provider/cli-configuration.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const write = (text: string) => writeFileSync(path.join(home, '.terraformrc'), text);

describe("the user's own Terraform configuration", () => {
  it('is no obstacle when there is none, or when the one that is named is missing', () => {
    expect(mirrorObstacle({ HOME: home })).toBeNull();
    expect(mirrorObstacle({ HOME: home, TF_CLI_CONFIG_FILE: path.join(home, 'missing') })).toBeNull();
  });

  it('is an obstacle with the cure when it switches implied mirrors off', () => {
    write('provider_installation {\n  direct {}\n}\n');
    expect(mirrorObstacle({ HOME: home })).toContain('filesystem_mirror { path = "terraform.d/plugins"');
  });

  it('is none when it is commented out or already has the cure', () => {
    write('# provider_installation {\n');
    expect(mirrorObstacle({ HOME: home })).toBeNull();
    write('provider_installation {\n  filesystem_mirror {\n    include = ["quorate/quorate"]\n  }\n}\n');
    expect(mirrorObstacle({ HOME: home })).toBeNull();
  });
});
