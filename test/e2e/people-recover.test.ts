import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { decryptMessage, type EntryIn } from '../../src/custody/index.js';
import { testEngine } from '../engine/support/test-engine.js';
import { EVERYTHING } from './support/everything.js';
import { Lab, type Outcome } from './support/lab.js';
import { LabAccess, leaderAndFollower, MOUNT } from './support/lab-access.js';
import { killMachine } from './support/machines.js';
import { type Person, person, stackFor } from './support/people.js';

/** Those two of the three who come, each with one share. */
const HOLDERS = [0, 2];
/** A command is run again after every round of shares; more rounds than nodes are for nothing. */
const ROUNDS = 8;
const id = z.object({ id: z.string() });

describe.runIf(EVERYTHING)('day two of a cluster whose shares are with people', () => {
  let people: readonly Person[];
  let binary: string;
  let lab: Lab;
  let access: LabAccess;
  let root: string;

  const entry = async (): Promise<EntryIn<'confirmed'>> => {
    const found = await access.cluster.sealed.read();
    if (found?.state === 'confirmed' || found?.state === 'reply') return found as EntryIn<'confirmed'>;
    throw new Error(`custody holds no shares: ${found?.state}`);
  };
  const shareOf = async (holder: number, which: 'in force' | 'pending' = 'in force'): Promise<string> => {
    const found = await entry();
    const message = (which === 'pending' ? found.pending : found)?.messages[holder];
    return await decryptMessage(message ?? '', people[holder]?.pair ?? none());
  };
  /** Every holder who comes runs the command with a share of his own; what the last one was told. */
  const inTurn = async (args: readonly string[], which: 'in force' | 'pending' = 'in force'): Promise<unknown> => {
    let last: Outcome | undefined;
    const shares = await Promise.all(HOLDERS.map((holder) => shareOf(holder, which)));
    for (const share of shares) {
      last = await lab.quorate([...args, lab.environment, '--json'], { input: `${share}\n` });
      expect(last.exitCode, last.text).toBe(0);
    }
    return JSON.parse(last?.stdout ?? '');
  };
  /** Runs the command, has people unseal whenever it says that they have to, and runs what it names then, until that is done. */
  const untilOpen = async (command: () => Promise<Outcome>): Promise<number> => {
    let next = command;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { exitCode, text } = await next();
      if (exitCode === 0) return round;
      if (!text.includes('QRT-UNSEAL-NEEDED')) throw new Error(text);
      if (/then (npx cdktf )?deploy/.test(text)) next = deploy;
      for (const holder of HOLDERS) {
        await lab.quorate(['unseal', lab.environment], { input: `${await shareOf(holder)}\n` });
      }
    }
    throw new Error(`it still asks for shares after ${ROUNDS} rounds`);
  };
  const deploy = () => lab.cdktf(['deploy', lab.environment, '--auto-approve']);
  const quorate = (...args: string[]) => lab.quorate(args);
  const kv = async () => (await access.plain(await access.balancer())).withToken(root).kv2(MOUNT);
  /** What every one of these has to end with. */
  const proven = async (name: string) => {
    expect(await lab.status()).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1 });
    expect((await (await kv()).get('kept'))?.data).toEqual({ value: 'from the beginning' });
    await (await kv()).put(name, { value: name });
    expect((await (await kv()).get(name))?.data).toEqual({ value: name });
  };

  beforeAll(async () => {
    people = await Promise.all([1, 2, 3].map((number) => person(`Share holder ${number}`)));
    binary = await testEngine();
    lab = Lab.create({ label: 'holders', main: (name) => stackFor(name, people, binary, 'shamir') });
    symlinkSync(binary, path.join(lab.folder, 'engine'));
    access = new LabAccess(lab);
    await untilOpen(deploy);
    ({ token: root } = z.object({ token: z.string() }).parse(await inTurn(['keys', 'root'])));
    const client = (await access.plain(await access.balancer())).withToken(root);
    await access.prepareMount(await access.balancer(), client);
    await (await kv()).put('kept', { value: 'from the beginning' });
  });
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('a storage is repaired in recovery mode with a token of their shares', async () => {
    const [, node] = leaderAndFollower(await lab.status());
    const started = await quorate('recover', 'start', lab.environment, node, '--yes');
    expect(started.exitCode, started.text).toBe(0);
    const none_given = await lab.quorate(['recover', 'token', lab.environment], { input: 'nothing\n' });
    expect(none_given).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-WRONG-SHARE') });
    expect(await inTurn(['recover', 'token'])).toMatchObject({ given: 2, made: true });
    expect((await quorate('recover', 'list', lab.environment, 'sys/policy/')).stdout).toContain('quorate-operator');
    await untilOpen(() => quorate('recover', 'finish', lab.environment));
    await proven('after recovery mode');
  });

  test('a lost quorum is continued by the survivor once they have unsealed it', async () => {
    const [leader, follower] = leaderAndFollower(await lab.status());
    for (const machine of [leader, follower]) await killMachine(access, machine);
    access.cluster.logins.forget();
    const lost = ['--yes', '--accept-loss', '--lost', leader, follower];
    await untilOpen(() => quorate('recover', 'quorum', lab.environment, ...lost));
    await untilOpen(deploy);
    await proven('after a lost quorum');
  });

  test('a snapshot of before a rekeying asks for the shares of its time', async () => {
    const taken = await quorate('snapshot', 'take', lab.environment, '--json');
    const snapshot = id.parse(JSON.parse(taken.stdout)).id;
    expect(await inTurn(['keys', 'rekey'])).toMatchObject({ made: true });
    expect(await inTurn(['keys', 'verify'], 'pending')).toMatchObject({ proven: true });
    const plan = await quorate('restore', lab.environment, '--snapshot', snapshot, '--plan');
    expect(plan.text).toContain('2 of the shares of that time are needed, which are with');
    const restored = await quorate('restore', lab.environment, '--snapshot', snapshot);
    expect(restored).toMatchObject({ exitCode: 1, text: expect.stringContaining('QRT-UNSEAL-NEEDED') });
    expect(await entry()).toMatchObject({ generation: 'initial', former: [{ shares: 3 }] });
    access.cluster.logins.forget();
    await untilOpen(deploy);
    await proven('after a restore');
  });

  test('the seal becomes another one with their shares, which are recovery shares from then on', async () => {
    writeFileSync(path.join(lab.folder, 'stacks', 'main.ts'), stackFor(lab.environment, people, binary, 'transit'));
    await untilOpen(deploy);
    expect(await lab.status()).toMatchObject({ seal: { type: 'transit' } });
    await proven('after another seal');
    expect(await inTurn(['keys', 'verify'])).toMatchObject({ of: 'shares in force', proven: true });
  });
});

function none(): never {
  throw new Error('there is no such share holder');
}
