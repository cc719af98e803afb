import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from '../support/everything.js';
import { Holders, threePeople } from '../support/holders.js';
import { Lab } from '../support/lab.js';
import { killMachine } from '../support/machines.js';
import { stacksFor } from '../support/people.js';

describe.runIf(EVERYTHING)('a cluster whose shares are with people, and another environment that waits for it', () => {
  let lab: Lab;
  let here: Holders;
  let there: Holders;

  const failover = (share: string, ...args: string[]) =>
    lab.quorate(['failover', here.environment, '--to', there.environment, '--yes', ...args], { input: `${share}\n` });

  beforeAll(async () => {
    const { people, binary } = await threePeople();
    const main = (name: string) =>
      stacksFor(
        [{ environment: name }, { environment: `${name}-b`, standbyOf: `'${name}'` }],
        people,
        binary,
        'Seal.shamir()',
      );
    lab = Lab.create({ label: 'heirs', main });
    here = new Holders(lab, people);
    there = new Holders(lab, people, `${lab.environment}-b`);
    await here.found(binary);
    there.root = here.root;
    const waiting = await there.deploy();
    expect(waiting.exitCode, waiting.text).toBe(0);
  });
  afterAll(async () => {
    await Promise.all([here.access.close(), there.access.close()]);
    await lab.quorate(['down', there.environment, '--force']);
    await lab.remove();
  });

  test('it is taken over when it is lost: each holder comes twice, and once more for the others', async () => {
    const { cluster_id } = await here.status();
    const taken = await here.quorate('snapshot', 'take', here.environment);
    expect(taken.exitCode, taken.text).toBe(0);
    const shares = await here.shares();
    for (const { id } of (await here.status()).nodes) await killMachine(here.access, id);

    const began = performance.now();
    const told: string[] = [];
    // Once to unseal what was restored, once for the logins of the new place.
    for (const share of [...shares, ...shares]) {
      const { exitCode, text } = await failover(share);
      told.push(text);
      if (exitCode === 0) throw new Error(`the others joined without shares:\n${text}`);
      if (text.includes('QRT-UNSEAL-NEEDED')) break;
      expect(text).toContain('QRT-SHARE-NEEDED');
      expect(text).toContain('The next share holder runs the same command');
    }
    expect(told.at(-1)).toContain(`quorate unseal ${there.environment}`);
    await there.untilOpen(() => there.deploy());
    console.info(`taken over with people's shares in ${Math.round(performance.now() - began)} ms`);
    expect(await there.status()).toMatchObject({ healthy: true, voters: 3, cluster_id });
    await there.proven('at the other place');
    expect(await there.inTurn(['keys', 'verify'])).toMatchObject({ proven: true });
  });
});
