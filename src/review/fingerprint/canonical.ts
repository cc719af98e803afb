import { createHash } from 'node:crypto';
import type { AttributeChange, Change, Review } from '../model/index.js';

/** The parts of a review that say what an apply would do. */
export type Substance = Pick<Review, 'changes' | 'drift' | 'outputs' | 'deferred' | 'actions'>;

/** One thing that an apply would do, in a form that two plans can be compared by. */
export interface CanonicalChange {
  readonly key: string;
  readonly body: string;
}

/**
 * What a plan does, one entry a thing, sorted: without what does nothing, without order. The masker has taken out the
 * plan's own time already.
 *
 * It is made from the masked model, so that a fingerprint can be published: nobody can try out secrets against it.
 */
export function canonicalChanges(review: Substance): CanonicalChange[] {
  const entries = [
    ...review.changes
      .filter(({ kind }) => kind !== 'no-op')
      .map((change) => entry('change', nameOf(change), bodyOf(change))),
    ...review.drift.map((change) => entry('drift', nameOf(change), bodyOf(change))),
    ...review.outputs.map(({ name, kind, attributes }) => entry('output', name, [kind, attributes.map(attributeBody)])),
    ...review.deferred.map(({ reason, change }) => entry('deferred', nameOf(change), [reason, bodyOf(change)])),
    ...review.actions.map(({ address, type, trigger, configuration }) =>
      entry('action', address, [type, trigger, configuration.map(attributeBody)]),
    ),
  ];
  return entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.body < b.body ? -1 : 1));
}

/** Digest over the canonical changes. */
export function fingerprintOf(changes: readonly CanonicalChange[]): string {
  const hash = createHash('sha256');
  for (const { key, body } of changes) hash.update(`${key}\n${body}\n`);
  return `qrf1:${hash.digest('hex')}`;
}

/** Bodies are lists of lists and texts, in a fixed order: their JSON is canonical. */
function entry(what: string, name: string, body: unknown): CanonicalChange {
  return { key: `${what} ${name}`, body: JSON.stringify(body) };
}

function nameOf({ address, deposed }: Change): string {
  return deposed === null ? address : `${address} (deposed ${deposed})`;
}

function bodyOf(change: Change): unknown {
  const { kind, order, previous_address, importing, attributes, replace_paths, omitted, omitted_digest } = change;
  const sorted = attributes.map((attribute) => JSON.stringify(attributeBody(attribute))).sort();
  return [kind, order, previous_address, importing, [...replace_paths].sort(), sorted, omitted, omitted_digest];
}

function attributeBody({ path, action, before, after, unknown, sensitive, meaning }: AttributeChange): unknown {
  const lines = meaning?.lines.map(({ sign, text }) => sign + text) ?? [];
  return [path, action, before, after, unknown, sensitive, lines, meaning?.omitted ?? 0];
}
