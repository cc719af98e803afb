import type { InitReply, QuorateError } from '../../schema/index.js';
import { decideInitialization } from './decide.js';
import type { EntryIn, SealedEntry } from './entry.js';
import type { Intent } from './event.js';
import { isOutdated } from './outdated.js';
import type { SealedStore } from './sealed-store.js';
import type { NodeView, ServersView } from './views.js';

/** What an initialization does outside of custody. */
export interface InitializationEffects {
  /** Proves that the operation lock is held; called before everything that changes something. */
  assertHeld(): Promise<void>;
  /** Looks at the servers, and at the node that the entry names, afresh. */
  observe(entry: SealedEntry | undefined): Promise<{ readonly servers: ServersView; readonly node: NodeView }>;
  /** The node to initialize, and everything that was checked beforehand: recipients by trial, working store. */
  intend(): Promise<Intent>;
  /**
   * Makes sure that the entry's node will never carry out this request: what is under way there has ended when this
   * resolves. Does nothing to a node that is initialized.
   */
  withdraw(entry: EntryIn<'intent'>): Promise<void>;
  /** Asks the node's agent to initialize its engine; it answers the same reply when it is asked again. */
  ask(entry: EntryIn<'intent'>): Promise<InitReply>;
}

/** What came of it. `replied`: the keys are kept; unseal, then apply `confirm`. */
export type InitializationOutcome =
  | { readonly outcome: 'replied'; readonly entry: EntryIn<'reply'>; readonly cluster_id: string | null }
  | { readonly outcome: 'nothing'; readonly entry: EntryIn<'confirmed'> | undefined }
  | { readonly outcome: 'wait'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly error: QuorateError };

/**
 * Brings the entry to a state in which the keys are safe, from wherever an earlier run was stopped: one step, then
 * everything is looked at again.
 */
export async function initialize(sealed: SealedStore, effects: InitializationEffects): Promise<InitializationOutcome> {
  for (;;) {
    const entry = await sealed.read();
    const { servers, node } = await effects.observe(entry);
    const decision = decideInitialization(sealed.cluster, entry, servers, node);
    switch (decision.action) {
      case 'intend': {
        const intent = await effects.intend();
        await effects.assertHeld();
        const supersedes = decision.supersedes === undefined ? {} : { supersedes: decision.supersedes };
        await sealed.apply({ event: 'intend', intent, ...supersedes });
        break;
      }
      case 'ask': {
        if (entry?.state !== 'intent') throw new Error('only an intent is asked for');
        const intent = await effects.intend();
        await effects.assertHeld();
        if (isOutdated(entry, intent)) await supersede(sealed, effects, entry, intent);
        else await sealed.apply({ event: 'reply', reply: await effects.ask(entry) });
        break;
      }
      case 'keep':
        await effects.assertHeld();
        await sealed.apply({ event: 'reply', reply: decision.reply });
        break;
      case 'confirm':
        if (entry?.state !== 'reply') throw new Error('only a reply is confirmed');
        return { outcome: 'replied', entry, cluster_id: decision.cluster_id };
      case 'nothing':
        return { outcome: 'nothing', entry: entry?.state === 'confirmed' ? entry : undefined };
      case 'wait':
        return { outcome: 'wait', reason: decision.reason };
      case 'refuse':
        return { outcome: 'refused', error: decision.error };
    }
  }
}

/** Gives up an intent for another one, unless its node turns out to have been initialized for it meanwhile. */
async function supersede(
  sealed: SealedStore,
  effects: InitializationEffects,
  entry: EntryIn<'intent'>,
  intent: Intent,
): Promise<void> {
  await effects.withdraw(entry);
  const { servers, node } = await effects.observe(entry);
  if (decideInitialization(sealed.cluster, entry, servers, node).action !== 'ask') return;
  await sealed.apply({ event: 'intend', intent, supersedes: entry.operation });
}
