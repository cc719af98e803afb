import { randomBytes } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptMessage, readKeyPair, type SealedEntry } from '../../src/custody/index.js';
import { testEngine } from '../engine/support/test-engine.js';
import { until } from '../engine/support/until.js';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { killEngine, killMachine } from './support/machines.js';
import { type Person, person, stackFor } from './support/people.js';

async function entryOf(access: LabAccess): Promise<Extract<SealedEntry, { state: 'confirmed' | 'reply' }>> {
  const entry = await access.cluster.sealed.read();
  if (entry?.state === 'confirmed' || entry?.state === 'reply') return entry;
  throw new Error(`custody holds no shares: it is ${entry?.state ?? 'empty'}`);
}

describe('a Shamir seal in a lab, whose own key opens the shares', () => {
  const lab = Lab.create({ label: 'shamir', variables: { QUORATE_LAB_SEAL: 'shamir' } });
  const access = new LabAccess(lab);

  beforeAll(async () => {
    await lab.deploy();
    const balancer = await access.balancer();
    await access.prepareMount(balancer);
    await (await access.admin(balancer)).kv2(MOUNT).put('kept', { value: 'from the beginning' });
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('is deployed unattended, with five shares of which three are needed, and no seal server', async () => {
    const report = await lab.status();
    expect(report).toMatchObject({ healthy: true, voters: 3, seal: { type: 'shamir' } });
    for (const { address } of report.nodes) {
      expect(await (await access.plain(address)).sealStatus()).toMatchObject({
        type: 'shamir',
        sealed: false,
        n: 5,
        t: 3,
      });
    }
    const machines = await access.environment.driver.list(lab.environment);
    expect(machines.map(({ role }) => role)).toEqual(['member', 'member', 'member']);
    expect(await entryOf(access)).toMatchObject({ kind: 'unseal', shares: 5, threshold: 3, root_token: null });
  });

  test('any three of the shares unseal a node that was started again', async () => {
    const [, follower] = leaderAndFollower(await lab.status());
    await killEngine(access, follower);
    const address = (await access.environment.driver.get(follower))?.address ?? '';
    await until('the engine is back, sealed', async () => {
      const code = await access.health(address);
      return code === 503 || { not: code };
    });
    const status = await lab.quorate(['status', lab.environment]);
    expect(status.exitCode).toBe(1);
    expect(status.text).toContain(`QRT-SEALED ${follower} is sealed`);
    const key = await readKeyPair(access.environment.working, 'lab');
    if (!key) throw new Error('the working store holds no key of the lab');
    for (const message of (await entryOf(access)).messages.slice(2)) {
      await lab.quorate(['unseal', lab.environment], { input: `${await decryptMessage(message, key)}\n` });
    }
    await until('the node is unsealed', async () => {
      const { healthy, problems } = await lab.status();
      return healthy || { not: problems };
    });
  });

  test('a node that was killed is replaced unattended', async () => {
    const before = await lab.status();
    const [, follower] = leaderAndFollower(before);
    await killMachine(access, follower);
    await lab.deploy();
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ id }) => id)).not.toContain(follower);
  });

  test('all machines stopped at once come back unattended, with their data', async () => {
    const before = await lab.status();
    await Promise.all(before.nodes.map(({ id }) => killMachine(access, id)));
    await lab.deploy();
    const after = await lab.status();
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
    for (const { address } of after.nodes) {
      const secret = await (await access.admin(address)).kv2(MOUNT).get('kept');
      expect(secret?.data).toEqual({ value: 'from the beginning' });
    }
    expect((await lab.deploy()).text).toContain('No changes.');
  });
});

describe.skipIf(!EVERYTHING)('a Shamir seal whose shares are with people', () => {
  let people: readonly Person[];
  let lab: Lab;
  let access: LabAccess;

  beforeAll(async () => {
    people = await Promise.all([1, 2, 3].map((number) => person(`Share holder ${number}`)));
    const binary = await testEngine();
    lab = Lab.create({ label: 'people', main: (name) => stackFor(name, people, binary, 'Seal.shamir()') });
    symlinkSync(binary, path.join(lab.folder, 'engine'));
    access = new LabAccess(lab);
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  /** What `quorate unseal` says to each share of these people, in their order. */
  async function give(holders: readonly number[]): Promise<string[]> {
    const { messages } = await entryOf(access);
    const said: string[] = [];
    for (const holder of holders) {
      const share = await decryptMessage(messages[holder] ?? '', people[holder]?.pair ?? none());
      said.push((await lab.quorate(['unseal', lab.environment], { input: `${share}\n` })).text);
    }
    return said;
  }

  const deploy = () => lab.cdktf(['deploy', lab.environment, '--auto-approve']);

  test('the deploy initializes, then is held until people have unsealed', async () => {
    const { exitCode, text } = await deploy();
    expect(exitCode).toBe(1);
    expect(text).toContain('QRT-UNSEAL-NEEDED');
    expect(text).toContain(`quorate unseal ${lab.environment}`);
  });

  test('each share is encrypted to its holder and to nobody else', async () => {
    const { messages, recipients } = await entryOf(access);
    expect(recipients.map(({ fingerprint }) => fingerprint)).toEqual(people.map(({ pair }) => pair.fingerprint));
    for (const [index, message] of messages.entries()) {
      for (const [other, { pair }] of people.entries()) {
        const opened = await decryptMessage(message, pair).catch(({ code }) => code);
        if (index === other) expect(opened).toMatch(/^[0-9a-f]{66}$/);
        else expect(opened).toBe('QRT-PGP-DECRYPT');
      }
    }
  });

  test('a deploy without the shares is held again and changes nothing', async () => {
    const before = await access.cluster.sealed.read();
    const { exitCode, text } = await deploy();
    expect(exitCode).toBe(1);
    expect(text).toContain('QRT-UNSEAL-NEEDED');
    expect(await access.cluster.sealed.read()).toEqual(before);
  });

  test('wrong shares unseal nothing, and the message says so', async () => {
    const wrong = () => lab.quorate(['unseal', lab.environment], { input: `${randomBytes(33).toString('hex')}\n` });
    await wrong();
    const { exitCode, text } = await wrong();
    expect(exitCode).toBe(1);
    expect(text).toContain('QRT-WRONG-SHARE');
    expect(await lab.quorate(['unseal', lab.environment], { input: 'not a share\n' })).toMatchObject({ exitCode: 1 });
  });

  test('shares of a threshold of people open it, and deploys finish', async () => {
    const began = performance.now();
    const said = await give([0, 2]);
    console.info(`two people unsealed a node in ${Math.round(performance.now() - began)} ms`);
    expect(said[0]).toContain('1/2 shares');
    expect(said[1]).toContain('unsealed');
    // The others need shares to be taken in, and again for the restart that opens them to clients.
    let held = 0;
    let outcome = await deploy();
    while (outcome.exitCode !== 0 && held < 3) {
      expect(outcome.text).toContain('QRT-UNSEAL-NEEDED');
      held += 1;
      await give(held % 2 === 0 ? [0, 1] : [1, 2]);
      outcome = await deploy();
    }
    expect(outcome.exitCode, outcome.text).toBe(0);
    const report = await lab.status();
    expect(report).toMatchObject({ healthy: true, voters: 3, seal: { type: 'shamir' } });
    expect(await entryOf(access)).toMatchObject({ state: 'confirmed', root_token: null });
    expect((await deploy()).text).toContain('No changes.');
  });
});

function none(): never {
  throw new Error('there is no such share holder');
}
