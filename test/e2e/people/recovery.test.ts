import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from '../support/everything.js';
import { Holders, threePeople } from '../support/holders.js';
import { Lab } from '../support/lab.js';
import { leaderAndFollower } from '../support/lab-access.js';
import { killMachine } from '../support/machines.js';
import { stackFor } from '../support/people.js';

describe.runIf(EVERYTHING)('the recovery of a cluster whose shares are with people', () => {
  let lab: Lab;
  let holders: Holders;

  beforeAll(async () => {
    const { people, binary } = await threePeople();
    lab = Lab.create({ label: 'holders', main: (name) => stackFor(name, people, binary, 'Seal.shamir()') });
    holders = new Holders(lab, people);
    await holders.found(binary);
  });
  afterAll(async () => {
    await holders.access.close();
    await lab.remove();
  });

  test('its storage is repaired in recovery mode with a token of their shares', async () => {
    const [, node] = leaderAndFollower(await lab.status());
    const started = await holders.quorate('recover', 'start', lab.environment, node, '--yes');
    expect(started.exitCode, started.text).toBe(0);
    const without = await lab.quorate(['recover', 'token', lab.environment], { input: 'nothing\n' });
    expect(without).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-WRONG-SHARE') });
    expect(await holders.inTurn(['recover', 'token'])).toMatchObject({ given: 2, made: true });
    const { stdout } = await holders.quorate('recover', 'list', lab.environment, 'sys/policy/');
    expect(stdout).toContain('quorate-operator');
    const came = await holders.untilOpen(() => holders.quorate('recover', 'finish', lab.environment));
    console.info(`recovery mode: people came ${came} times`);
    await holders.proven('after recovery mode');
  });

  test('a lost quorum is continued by the survivor once they have unsealed it', async () => {
    const before = await lab.status();
    const [leader, follower] = leaderAndFollower(before);
    for (const machine of [leader, follower]) await killMachine(holders.access, machine);
    holders.access.cluster.logins.forget();
    const lost = ['--yes', '--accept-loss', '--lost', leader, follower];
    const came = await holders.untilOpen(() => holders.quorate('recover', 'quorum', lab.environment, ...lost));
    const more = await holders.untilOpen(() => holders.deploy());
    console.info(`lost quorum: people came ${came} times for the survivor, ${more} times for the others`);
    expect((await lab.status()).cluster_id).toBe(before.cluster_id);
    await holders.proven('after a lost quorum');
  });
});
