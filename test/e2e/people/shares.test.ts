import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { EVERYTHING } from '../support/everything.js';
import { Holders, threePeople } from '../support/holders.js';
import { Lab } from '../support/lab.js';
import { ENGINES } from '../support/openbao.js';
import { type Person, stackFor } from '../support/people.js';

describe.runIf(EVERYTHING).each(ENGINES)('what people’s shares open, %s', (engine) => {
  let people: readonly Person[];
  let binary: string;
  let lab: Lab;
  let holders: Holders;

  const main = (name: string, seal = 'Seal.shamir()') => stackFor(name, people, binary, seal, engine);
  const change = (seal: string) =>
    writeFileSync(path.join(lab.folder, 'stacks', 'main.ts'), main(lab.environment, seal));
  const take = async () => {
    const taken = await holders.quorate('snapshot', 'take', lab.environment, '--json');
    return z.object({ id: z.string() }).parse(JSON.parse(taken.stdout)).id;
  };
  const kind = async () => JSON.parse((await holders.quorate('keys', 'status', lab.environment, '--json')).stdout).kind;

  beforeAll(async () => {
    ({ people, binary } = await threePeople());
    lab = Lab.create({ label: 'holders', main });
    holders = new Holders(lab, people);
    await holders.found(binary);
  });
  afterAll(async () => {
    await holders.access.close();
    await lab.remove();
  });

  test('a snapshot of before a rekeying asks for the shares of its time', async () => {
    const id = await take();
    expect(await holders.inTurn(['keys', 'rekey'])).toMatchObject({ made: true });
    expect(await holders.inTurn(['keys', 'verify'], 'pending')).toMatchObject({ proven: true });
    const plan = await holders.quorate('restore', lab.environment, '--snapshot', id, '--plan');
    expect(plan.text).toContain('2 of the shares of that time are needed, which are with');
    const restored = await holders.quorate('restore', lab.environment, '--snapshot', id);
    expect(restored).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-UNSEAL-NEEDED') });
    expect(await holders.entry()).toMatchObject({ generation: 'initial', former: [{ shares: 3 }] });
    holders.access.cluster.logins.forget();
    await holders.untilOpen(() => holders.deploy());
    await holders.proven('after a restore');
  });

  test('a restore comes to its end with them where standbys have to start again', async () => {
    const id = await take();
    const came = await holders.untilOpen(() => holders.quorate('restore', lab.environment, '--snapshot', id));
    expect(came).toBe(engine === 'openbao' ? 1 : 0);
    await holders.proven('after another restore');
  });

  test('a restore drill, which nobody could unseal, is refused with what can be done instead', async () => {
    const refused = await holders.quorate('drill', 'restore', lab.environment);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-SHARE-NEEDED') });
    expect(refused.text).toContain('quorate snapshot verify');
  });

  test('the seal becomes an auto-seal with their shares, which are recovery shares from then on', async () => {
    change('Seal.transit()');
    const came = await holders.untilOpen(() => holders.deploy());
    console.info(`to transit: people came ${came} times`);
    expect(await lab.status()).toMatchObject({ seal: { type: 'transit' } });
    await holders.proven('sealed by transit');
    expect(await kind()).toBe('recovery');
    expect(await holders.inTurn(['keys', 'verify'])).toMatchObject({ of: 'shares in force', proven: true });
  });

  test('and Shamir again, whose unseal shares they are', async () => {
    change('Seal.shamir().after(Seal.transit())');
    const came = await holders.untilOpen(() => holders.deploy());
    console.info(`to shamir: people came ${came} times`);
    expect(await lab.status()).toMatchObject({ seal: { type: 'shamir' } });
    await holders.proven('sealed by shares');
    expect(await kind()).toBe('unseal');
    expect(await holders.inTurn(['keys', 'verify'])).toMatchObject({ of: 'shares in force', proven: true });
  });
});
