import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToyWorkshop } from './toy-project.js';

const workshop = new ToyWorkshop();
const NAMES = ['a', 'b', 'c'];

beforeAll(() => workshop.build());
afterAll(() => workshop.remove());

describe('plain cdktf', () => {
  it('deploys with progress as lines of the stack, changes nothing the second time, and destroys', async () => {
    const project = workshop.checkout();
    project.settings({ names: NAMES });
    const deployed = await project.cdktf('deploy', 'lab', '--auto-approve');
    expect(deployed.exitCode, deployed.text).toBe(0);
    const lines = deployed.lines.map((line) => line.trim().replace(/^lab\s+/, ''));
    for (const name of NAMES) {
      expect(lines.indexOf(`making ${name}one`)).toBeGreaterThan(-1);
      expect(lines.indexOf(`made ${name}one`)).toBeGreaterThan(lines.indexOf(`making ${name}one`));
    }
    expect(deployed.text).toMatch(/quorate_group\.group( \(group\))?: Creation complete/);

    project.clearLog();
    const again = await project.cdktf('deploy', 'lab', '--auto-approve');
    expect(again.text).toContain('No changes');
    expect(project.log()).toEqual(['']);

    const destroyed = await project.cdktf('destroy', 'lab', '--auto-approve');
    expect(destroyed.exitCode, destroyed.text).toBe(0);
    expect(project.things()).toEqual([]);
  });

  it('exits 1 when an update fails, shows the difference in the next diff, and goes on from there', async () => {
    const project = workshop.checkout();
    project.settings({ names: NAMES });
    await project.prepare();
    await project.apply();
    project.settings({ names: NAMES, generation: 'two' });
    const relent = project.order('fail-converge');
    const failed = await project.cdktf('deploy', 'lab', '--auto-approve');
    expect(failed.exitCode).toBe(1);
    expect(failed.text).toContain('told to fail converge');
    const shown = await project.cdktf('diff', 'lab');
    expect(shown.text).toContain('will be updated in-place');
    relent();
    expect(await project.cdktf('deploy', 'lab', '--auto-approve')).toMatchObject({ exitCode: 0 });
    expect(project.things()).toEqual(['atwo', 'btwo', 'ctwo']);
  });
});

describe('the provider beside the stack', () => {
  it('stands beside other providers: alone, one added later, and that one upgraded', async () => {
    const project = workshop.checkout();
    const other = 'registry.terraform.io/example/other';
    const deploy = async (version: string) => {
      project.settings({ names: ['a'], others: [{ source: other, version }] });
      const outcome = await project.cdktf('deploy', 'lab', '--auto-approve');
      expect(outcome.exitCode, outcome.text).toBe(0);
      return readFileSync(path.join(project.stackFolder, '.terraform.lock.hcl'), 'utf8');
    };
    project.settings({ names: ['a'] });
    await project.prepare();
    project.layMirror(other, ['1.2.0', '2.0.1']);
    expect(await deploy('~> 1.0')).toMatch(/other" \{\s+version\s+= "1\.2\.0"/);
    expect(await deploy('> 1.5')).toMatch(/other" \{\s+version\s+= "2\.0\.1"/);
    expect(await deploy('> 1.5')).toMatch(/other" \{\s+version\s+= "2\.0\.1"/);
  });
});
