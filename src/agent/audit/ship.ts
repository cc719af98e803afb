import { join } from 'node:path';
import * as z from 'zod';
import { AUDIT_DEVICE } from '../../engine/index.js';
import { type AuditState, QuorateError, reasonOf } from '../../schema/index.js';
import { DurableDocument } from '../durable-file.js';
import type { Node } from '../node.js';
import { nextBatch, pendingBytes } from './backlog.js';
import { type AuditTarget, targetOf } from './target.js';

const record = z.object({ file: z.string().nullable(), offset: z.number(), gaps: z.number() });
const FIRST = { file: null, offset: 0, gaps: 0 };

/** Ships the audit log of a node, each line at least once, from wherever an earlier run or life has ended. */
export class AuditShipper {
  readonly #log: string;
  readonly #record: DurableDocument<z.infer<typeof record>>;
  #last: Pick<AuditState, 'shipped' | 'failure'> = { shipped: null, failure: null };
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly node: Pick<Node, 'home' | 'identity' | 'memory' | 'log'>) {
    this.#log = join(node.home.root, AUDIT_DEVICE.file);
    this.#record = new DurableDocument(node.home.auditPosition, record);
  }

  /** Null while nothing is to be shipped. */
  get state(): AuditState | null {
    if (!this.#shipping) return null;
    const position = this.#record.read() ?? FIRST;
    return { ...this.#last, gaps: position.gaps, pending: pendingBytes(this.#log, position) };
  }

  /** Ships all that is there, after whoever ships already; a failure is noted, and what is left stays where it is. */
  async ship(): Promise<void> {
    const shipping = this.#shipping;
    if (!shipping) return;
    this.#turn = this.#turn.then(() => this.#shipAll(targetOf(shipping, this.node.identity.machine_id)));
    await this.#turn;
  }

  /**
   * Ships to the last byte, before the machine goes.
   *
   * @throws QuorateError `QRT-AUDIT-UNSHIPPED`
   */
  async drain(): Promise<void> {
    await this.ship();
    const { state } = this;
    if (state === null || state.pending === 0) return;
    throw new QuorateError(
      'QRT-AUDIT-UNSHIPPED',
      `${this.node.identity.machine_id} has ${state.pending} bytes of its audit log that were not shipped to ${this.#shipping?.ship_to}: ${state.failure?.reason ?? 'the last line is not whole'}`,
      'Bring the destination back and deploy again: the machine is kept until its log is off it. To give the lines up, take `audit` out of the stack and deploy.',
    );
  }

  get #shipping() {
    return this.node.memory.get().configuration?.audit ?? null;
  }

  async #shipAll(target: AuditTarget): Promise<void> {
    try {
      for (;;) {
        const position = this.#record.read() ?? FIRST;
        const batch = nextBatch(this.#log, position);
        if (!batch) break;
        await target.deliver(batch.lines);
        this.#record.write({ ...batch.next, gaps: position.gaps + (batch.gap ? 1 : 0) });
        this.#last = { shipped: new Date().toISOString(), failure: null };
      }
      this.#last = { ...this.#last, failure: null };
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#last.failure === null) this.node.log.warn({ reason }, 'the audit log was not shipped');
      this.#last = { ...this.#last, failure: { at: new Date().toISOString(), reason } };
    }
  }
}
