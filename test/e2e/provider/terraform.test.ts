import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ToyProject, ToyWorkshop } from './toy-project.js';

const workshop = new ToyWorkshop();
const NAMES = ['a', 'b', 'c'];
let project: ToyProject;

beforeAll(() => workshop.build());
afterAll(() => workshop.remove());

beforeEach(async () => {
  project = workshop.checkout();
  project.settings({ names: NAMES });
  await project.prepare();
});

describe('planning', () => {
  it('shows known steps while ids are unknown, and applies them unchanged when ids are known', async () => {
    const shown = await project.terraform('plan');
    expect(shown.text).toContain('reason = "slot a"');
    expect(shown.text).toContain('thing_id = (known after apply)');
    expect(await project.apply()).toMatchObject({ exitCode: 0 });
    expect(await project.plan()).toEqual([]);
  });

  it('turns observed drift into an update with its steps and a warning', async () => {
    await project.apply();
    project.write('world/groups/toys.json', JSON.stringify({ members: { a: 'a', b: 'b' } }));
    const shown = await project.terraform('plan');
    expect(shown.text).toContain('toys lost members');
    expect(shown.text).toContain('+ steps = [');
    expect(await project.plan()).toEqual(['update quorate_group.group']);
    expect(await project.apply()).toMatchObject({ exitCode: 0 });
    expect(await project.plan()).toEqual([]);
  });

  it('replaces an object whose observed status is not the planned one, and makes anew one that is gone', async () => {
    await project.apply();
    project.order('stopped-aone');
    expect(await project.plan()).toEqual(['replace quorate_thing.thing["a"]', 'update quorate_group.group']);
    rmSync(path.join(project.folder, 'world/things'), { recursive: true });
    expect(await project.plan()).toContain('create quorate_thing.thing["b"]');
  });

  it('refuses an invalid configuration with path, expected, received and cure', async () => {
    project.settings({ names: NAMES, generation: '-1' });
    await project.prepare();
    const { exitCode, text } = await project.terraform('plan');
    expect(exitCode).toBe(1);
    expect(text).toContain('with quorate_thing.thing["a"]');
    expect(text).toContain('Expected: a name is lower-case letters Received: "a-1" Cure: Rename the thing.');
    project.settings({ names: ['a', 'b'] });
    await project.prepare();
    expect((await project.terraform('plan')).text).toContain('Received: 2 Cure: add or remove one.');
  });

  it('refuses to destroy what is protected before anything is destroyed', async () => {
    project.settings({ names: NAMES, deletionProtection: true });
    await project.prepare();
    await project.apply();
    const { exitCode, text } = await project.terraform('destroy', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(text).toContain('toys is protected: set deletion_protection = false first');
    expect(project.things()).toEqual(['aone', 'bone', 'cone']);
  });
});

describe('replacing every object', () => {
  beforeEach(async () => {
    await project.apply();
    project.settings({ names: NAMES, generation: 'two' });
    await project.prepare();
    project.clearLog();
  });

  it('creates the new ones, updates what depends on them, and then deletes the old ones', async () => {
    expect(await project.apply()).toMatchObject({ exitCode: 0 });
    const log = project.log();
    expect(log.slice(0, 3).toSorted()).toEqual(['create thing atwo', 'create thing btwo', 'create thing ctwo']);
    expect(log.slice(3, 5)).toEqual(['converge toys start', 'converge toys done']);
    expect(log.slice(5).toSorted()).toEqual(['delete thing aone', 'delete thing bone', 'delete thing cone']);
  });

  it('keeps the old ones and the difference while the update fails, again and again', async () => {
    const relent = project.order('fail-converge');
    for (const _ of ['once', 'again']) {
      const { exitCode, text } = await project.apply();
      expect(exitCode).toBe(1);
      expect(text).toContain('told to fail converge');
      expect(await project.plan()).toContain('update quorate_group.group');
      expect(project.things()).toEqual(['aone', 'atwo', 'bone', 'btwo', 'cone', 'ctwo']);
    }
    relent();
    expect(await project.apply()).toMatchObject({ exitCode: 0 });
    expect(project.things()).toEqual(['atwo', 'btwo', 'ctwo']);
    expect(await project.plan()).toEqual([]);
  });

  it('keeps an old object whose deletion is refused and tries again next time', async () => {
    const relent = project.order('fail-delete');
    const refused = await project.apply();
    expect(refused.exitCode).toBe(1);
    expect(refused.text).toContain('told to fail delete');
    expect(await project.plan()).toContain('delete quorate_thing.thing["a"]');
    relent();
    expect(await project.apply()).toMatchObject({ exitCode: 0 });
    expect(project.things()).toEqual(['atwo', 'btwo', 'ctwo']);
  });
});

describe('creating and importing', () => {
  it('keeps nothing of an object whose creation failed', async () => {
    const relent = project.order('fail-converge');
    expect(await project.apply()).toMatchObject({ exitCode: 1 });
    const { text } = await project.terraform('state', 'list');
    expect(text).toContain('quorate_thing.thing["a"]');
    expect(text).not.toContain('quorate_group');
    relent();
    expect(await project.plan()).toEqual(['create quorate_group.group']);
  });

  it('imports an object that exists and says so when there is none', async () => {
    await project.apply();
    await project.terraform('state', 'rm', 'quorate_group.group');
    const missing = await project.terraform('import', 'quorate_group.group', 'nobody');
    expect(missing.text).toContain('there is no group nobody');
    const imported = await project.terraform('import', 'quorate_group.group', 'toys');
    expect(imported.text).toContain('Import successful!');
    expect(await project.plan()).toEqual(['update quorate_group.group']);
  });
});
