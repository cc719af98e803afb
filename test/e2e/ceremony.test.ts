import { randomBytes } from 'node:crypto';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptMessage } from '../../src/custody/index.js';
import { testEngine } from '../engine/support/test-engine.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess } from './support/lab-access.js';
import { ENGINES } from './support/openbao.js';
import { type Person, person, stackFor } from './support/people.js';

describe.runIf(EVERYTHING).each(ENGINES)('ceremonies of people, each with one share, %s', (engine) => {
  let people: readonly Person[];
  let lab: Lab;
  let access: LabAccess;
  const shares = new Map<Person, string>();

  const holders = (numbers: readonly number[]) => numbers.map((number) => people[number] ?? none());
  const give = (command: readonly string[], share: string) =>
    lab.quorate(['keys', ...command, lab.environment, '--json'], { input: `${share}\n` });
  const turn = async (command: string, holder: Person) => {
    const given = await give([command], shares.get(holder) ?? '');
    expect(given.exitCode, given.text).toBe(0);
    return JSON.parse(given.stdout) as { given: number; proven?: boolean; made?: boolean; token?: string };
  };
  /** What each holder reads with his own key from the file that he was handed. */
  const handOut = async (to: string, holdersNow: readonly Person[], more: readonly string[] = []) => {
    const folder = path.join(lab.folder, to);
    const exported = await lab.quorate(['keys', 'export', lab.environment, '--to', folder, '--json', ...more]);
    expect(exported.exitCode, exported.text).toBe(0);
    const files = JSON.parse(exported.stdout) as { file: string }[];
    for (const [index, holder] of holdersNow.entries()) {
      const message = readFileSync(files[index]?.file ?? '').toString('base64');
      shares.set(holder, await decryptMessage(message, holder.pair));
    }
  };

  beforeAll(async () => {
    people = await Promise.all([1, 2, 3, 4].map((number) => person(`Share holder ${number}`)));
    const binary = await testEngine();
    lab = Lab.create({
      label: 'ceremony',
      main: (name) => stackFor(name, holders([0, 1, 2]), binary, 'Seal.transit()', engine),
    });
    symlinkSync(binary, path.join(lab.folder, 'engine'));
    access = new LabAccess(lab);
    await lab.deploy();
    await handOut('first', holders([0, 1, 2]));
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('without a share, or with one that is none, nothing happens', async () => {
    for (const command of ['rekey', 'verify', 'root']) {
      expect(await give([command], 'not a share')).toMatchObject({
        exitCode: 1,
        text: expect.stringContaining('QRT-WRONG-SHARE'),
      });
    }
    expect((await access.cluster.sealed.read())?.state).toBe('confirmed');
  });

  test('two of three prove that their shares work, and nothing is left of the proof', async () => {
    const [alice, , carol] = holders([0, 1, 2]);
    expect(await turn('verify', alice ?? none())).toMatchObject({ given: 1, required: 2, proven: false });
    expect(await turn('verify', carol ?? none())).toMatchObject({ given: 2, proven: true });
    expect(await access.environment.store.list('working/proof/')).toEqual([]);
  });

  test('a share of another cluster makes nothing, and is not repeated', async () => {
    const foreign = randomBytes(33).toString('hex');
    await turn('verify', people[0] ?? none());
    const wrong = await give(['verify'], foreign);
    expect(wrong).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-WRONG-SHARE') });
    expect(wrong.text).not.toContain(foreign);
  });

  test('a root token is made by two people and goes to the last of them alone', async () => {
    const [alice, bob] = holders([0, 1]);
    const first = await turn('root', alice ?? none());
    expect(first.token).toBeNull();
    const { token = '' } = await turn('root', bob ?? none());
    const { leader, nodes } = await lab.status();
    const address = nodes.find(({ id }) => id === leader)?.address ?? '';
    const root = (await access.plain(address)).withToken(token ?? '');
    expect(await root.policies.list()).toContain('root');
    await root.token.revokeSelf();
  });

  test('new holders of the stack get shares from the old ones, and have them in force once proven', async () => {
    const [alice, bob, carol, dave] = holders([0, 1, 2, 3]);
    const binary = await testEngine();
    const main = stackFor(lab.environment, holders([1, 2, 3]), binary, 'Seal.transit()', engine);
    writeFileSync(path.join(lab.folder, 'stacks', 'main.ts'), main);
    await lab.deploy();
    const old = new Map(shares);
    expect(await turn('rekey', alice ?? none())).toMatchObject({ given: 1, made: false });
    expect(await turn('rekey', bob ?? none())).toMatchObject({ made: true });
    const again = await give(['rekey'], old.get(carol ?? none()) ?? '');
    expect(again.text).toContain('QRT-REKEY-WAITS');
    // Given up, the old shares stay in force and can give new ones again.
    const cancelled = await lab.quorate(['keys', 'rekey', lab.environment, '--cancel', '--json']);
    expect(JSON.parse(cancelled.stdout)).toEqual({ cancelled: true });
    expect(await access.cluster.sealed.read()).toMatchObject({ pending: null, former: [{ shares: 3 }] });
    await turn('verify', alice ?? none());
    expect(await turn('verify', bob ?? none())).toMatchObject({ of: 'shares in force', proven: true });
    expect(await turn('rekey', alice ?? none())).toMatchObject({ given: 1, made: false });
    expect(await turn('rekey', bob ?? none())).toMatchObject({ made: true });
    await handOut('second', holders([1, 2, 3]), ['--new']);
    expect(await turn('verify', carol ?? none())).toMatchObject({ of: 'new shares', proven: false });
    expect(await turn('verify', dave ?? none())).toMatchObject({ of: 'new shares', proven: true });
    const keys = JSON.parse((await lab.quorate(['keys', 'status', lab.environment, '--json'])).stdout);
    const fingerprints = keys.holders.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(fingerprints).toEqual([bob, carol, dave].map((one) => one?.pair.fingerprint));
    // The old shares are void, the new ones work.
    await give(['verify'], old.get(alice ?? none()) ?? '');
    expect((await give(['verify'], old.get(bob ?? none()) ?? '')).text).toContain('QRT-WRONG-SHARE');
    await turn('verify', bob ?? none());
    expect(await turn('verify', dave ?? none())).toMatchObject({ of: 'shares in force', proven: true });
  });
});

function none(): never {
  throw new Error('there is no such share holder');
}
