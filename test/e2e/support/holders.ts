import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import { decryptMessage, type EntryIn } from '../../../src/custody/index.js';
import { statusReport } from '../../../src/schema/index.js';
import { testEngine } from '../../engine/support/test-engine.js';
import type { Lab, Outcome } from './lab.js';
import { LabAccess, MOUNT } from './lab-access.js';
import { type Person, person } from './people.js';
import { reads } from './reads.js';

/** Those two of the three who come, each with one share. */
const WHO_COME = [0, 2];
/** A command is run again after every round of shares; more rounds than nodes are for nothing. */
const ROUNDS = 8;

type Which = 'in force' | 'pending';

/** Three people, and the engine that their stacks name. */
export async function threePeople(): Promise<{ people: readonly Person[]; binary: string }> {
  const people = await Promise.all([1, 2, 3].map((number) => person(`Share holder ${number}`)));
  return { people, binary: await testEngine() };
}

/** An environment whose three shares are with people, of whom two come whenever they are needed. */
export class Holders {
  readonly access: LabAccess;
  /** Made of their shares at the beginning. */
  root = '';

  constructor(
    readonly lab: Lab,
    private readonly people: readonly Person[],
    readonly environment = lab.environment,
  ) {
    this.access = new LabAccess(lab, environment);
  }

  /** Founds the cluster, and writes what has to be kept through everything that follows. */
  async found(binary: string): Promise<void> {
    symlinkSync(binary, path.join(this.lab.folder, 'engine'));
    await this.untilOpen(() => this.deploy());
    this.root = z.object({ token: z.string() }).parse(await this.inTurn(['keys', 'root'])).token;
    const root = await this.asRoot();
    await this.access.prepareMount('', root);
    await root.kv2(MOUNT).put('kept', { value: 'from the beginning' });
  }

  deploy(): Promise<Outcome> {
    return this.lab.cdktf(['deploy', this.environment, '--auto-approve']);
  }

  quorate(...args: string[]): Promise<Outcome> {
    return this.lab.quorate(args);
  }

  async entry(): Promise<EntryIn<'confirmed'>> {
    const found = await this.access.cluster.sealed.read();
    if (found?.state === 'confirmed' || found?.state === 'reply') return found as EntryIn<'confirmed'>;
    throw new Error(`custody holds no shares: ${found?.state}`);
  }

  /** The shares of those who come. */
  async shares(which: Which = 'in force'): Promise<string[]> {
    const entry = await this.entry();
    const { messages } = (which === 'pending' ? entry.pending : entry) ?? { messages: [] };
    return await Promise.all(
      WHO_COME.map(async (holder) => {
        const found = this.people[holder];
        if (!found) throw new Error(`there is no share holder ${holder}`);
        return await decryptMessage(messages[holder] ?? '', found.pair);
      }),
    );
  }

  /** Every holder who comes runs the command with a share of his own; what the last one was told. */
  async inTurn(args: readonly string[], which: Which = 'in force'): Promise<unknown> {
    let last: Outcome | undefined;
    for (const share of await this.shares(which)) {
      last = await this.lab.quorate([...args, this.environment, '--json'], { input: `${share}\n` });
      expect(last.exitCode, last.text).toBe(0);
    }
    return JSON.parse(last?.stdout ?? '');
  }

  /**
   * Runs the command, has people unseal whenever it says that they have to, and runs what it names then, until that is
   * done; how often people came.
   */
  async untilOpen(command: () => Promise<Outcome>): Promise<number> {
    let next = command;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { exitCode, text } = await next();
      if (exitCode === 0) return round;
      if (!text.includes('QRT-UNSEAL-NEEDED')) throw new Error(text);
      if (/then (npx cdktf )?deploy/.test(text)) next = () => this.deploy();
      for (const share of await this.shares()) {
        await this.lab.quorate(['unseal', this.environment], { input: `${share}\n` });
      }
    }
    throw new Error(`it still asks for shares after ${ROUNDS} rounds`);
  }

  async status() {
    return statusReport.parse(JSON.parse((await this.quorate('status', this.environment, '--json')).stdout));
  }

  private async asRoot() {
    return (await this.client()).withToken(this.root);
  }

  /** What every one of these has to end with: three voters, what was written first, and a new write. */
  async proven(name: string): Promise<void> {
    expect(await this.status()).toMatchObject({ healthy: true, voters: 3, failure_tolerance: 1 });
    const client = await this.asRoot();
    const kv = client.kv2(MOUNT);
    expect((await kv.get('kept'))?.data).toEqual({ value: 'from the beginning' });
    await kv.put(name, { value: name });
    await reads(client, name, name);
  }

  private async client() {
    const { load_balancer } = await this.status();
    return await this.access.plain(load_balancer?.address ?? '');
  }
}
