import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newSshKeyPair } from '../../../../src/channel/index.js';
import type { Builder } from '../../../../src/image/index.js';
import { findings } from '../../../../src/image/machine/hygiene.js';
import { nspawnBuilders } from '../../../../src/machines/index.js';
import { ImageNames, refusal } from '../../../aws/image-names.js';
import { type Answer, type Question, Trouble } from '../../../aws/trouble.js';

interface Real {
  readonly home: string;
  readonly builder: Builder;
  readonly hostKey: string;
}

type Pass = (question: Question) => Promise<Answer>;

/**
 * Stands before the emulator, with a real machine behind every builder, and mends what of EC2 the emulator does not keep
 * to: it ignores client tokens, knows no console, takes an image's name twice, refuses to tag snapshots with their image,
 * and leaves the tags of copies out. What cloud-init does on Amazon is done here when a machine is made.
 */
export class EmulatedRegion {
  readonly machines = new Map<string, Real>();
  /** What the disk of each builder still held of what no image may hold, when it was made an image of. */
  readonly found: string[][] = [];
  readonly #launched = new Map<string, { readonly data: string; readonly answer: Answer }>();
  readonly #names = new ImageNames();
  readonly #front: Trouble;

  constructor(
    emulator: string,
    private readonly folder: string,
    private readonly base: string,
  ) {
    this.#front = new Trouble(emulator, (question, pass) => this.#answer(question, pass));
  }

  listen(): Promise<string> {
    return this.#front.listen();
  }

  async close(): Promise<void> {
    for (const id of this.machines.keys()) await this.#remove(id);
    await this.#front.close();
  }

  async #answer(question: Question, pass: Pass): Promise<Answer> {
    const asked = new URLSearchParams(question.body.toString());
    const id = asked.get('InstanceId') ?? asked.get('InstanceId.1') ?? '';
    switch (asked.get('Action')) {
      case 'RunInstances':
        return await this.#launch(asked, question, pass);
      case 'GetConsoleOutput':
        return xml(`<GetConsoleOutputResponse><output>${this.#console(id)}</output></GetConsoleOutputResponse>`);
      case 'StopInstances':
        await this.machines.get(id)?.builder.powerOff();
        return await pass(question);
      case 'TerminateInstances':
        await this.#remove(id);
        return await pass(question);
      case 'CreateImage':
        this.found.push(await findings(this.machines.get(id)?.builder.root ?? ''));
        return (await this.#names.make(question, pass)).answer;
      case 'CopyImage':
        return (await this.#names.make(question, pass)).answer;
      default:
        return await pass(question);
    }
  }

  async #launch(asked: URLSearchParams, question: Question, pass: Pass): Promise<Answer> {
    const token = asked.get('ClientToken') ?? '';
    const data = asked.get('UserData') ?? '';
    const known = this.#launched.get(token);
    if (known) return known.data === data ? known.answer : refusal('IdempotentParameterMismatch');
    const hostKey = await newSshKeyPair('');
    const home = join(this.folder, `builder-${this.#launched.size}`);
    mkdirSync(home);
    const authorizedKey = /"ssh_authorized_keys":\["([^"]+)"\]/.exec(Buffer.from(data, 'base64').toString())?.[1] ?? '';
    const order = { lower: this.base, home, hostKey: hostKey.privateKey, authorizedKey };
    const builder = await nspawnBuilders.boot(order);
    asked.set('NetworkInterface.1.PrivateIpAddress', builder.host);
    const answer = await pass({ ...question, body: Buffer.from(asked.toString()) });
    const id = /<instanceId>(i-[0-9a-f]+)</.exec(answer.body.toString())?.[1] ?? '';
    this.machines.set(id, { home, builder, hostKey: hostKey.publicKey });
    this.#launched.set(token, { data, answer });
    return answer;
  }

  #console(id: string): string {
    const { hostKey = '' } = this.machines.get(id) ?? {};
    const text = `-----BEGIN SSH HOST KEY KEYS-----\r\n${hostKey.trim()} root@ip\r\n-----END SSH HOST KEY KEYS-----\r\n`;
    return Buffer.from(text).toString('base64');
  }

  async #remove(id: string): Promise<void> {
    const machine = this.machines.get(id);
    this.machines.delete(id);
    if (machine) await nspawnBuilders.remove(machine.home);
  }
}

function xml(body: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}
