import * as z from 'zod';
import { safeText } from '../mask/safe-text.js';

/** One line of a difference; `~` is a summary that belongs to neither side. */
export const differenceLine = z.object({ sign: z.enum(['+', '-', ' ', '~']), text: safeText });
export type DifferenceLine = z.infer<typeof differenceLine>;

/** What a value means, where its text alone would hide it. */
export const meaning = z.object({
  kind: z.enum(['policy', 'network', 'document', 'json', 'set']),
  /** Whether more is allowed than before. `unclear`: not known before the apply, or not readable. */
  effect: z.enum(['broadened', 'narrowed', 'equal', 'changed', 'unclear']),
  summary: safeText,
  lines: z.array(differenceLine),
  /** Lines that were left out because there were too many. */
  omitted: z.int(),
});
export type Meaning = z.infer<typeof meaning>;

/** The difference of one attribute, at the deepest place where it can be named. */
export const attributeChange = z.object({
  path: safeText,
  action: z.enum(['add', 'remove', 'change', 'reorder', 'same']),
  /** Null: not set. */
  before: safeText.nullable(),
  after: safeText.nullable(),
  /** Known only after the apply. */
  unknown: z.boolean(),
  sensitive: z.boolean(),
  /** A change here is why the object is replaced. */
  replaces: z.boolean(),
  meaning: meaning.nullable(),
});
export type AttributeChange = z.infer<typeof attributeChange>;

export const changeKind = z.enum([
  'create',
  'update',
  'replace',
  'delete',
  'forget',
  'read',
  'import',
  'move',
  'no-op',
]);
export type ChangeKind = z.infer<typeof changeKind>;

/** In which order a replacement happens. */
export const replaceOrder = z.enum(['create-before-destroy', 'destroy-before-create', 'create-and-forget']);
export type ReplaceOrder = z.infer<typeof replaceOrder>;

/** What is planned for one object. */
export const change = z.object({
  address: safeText,
  mode: z.enum(['managed', 'data']),
  type: safeText,
  provider: safeText.nullable(),
  /** Address of the module, null in the root. */
  module: safeText.nullable(),
  kind: changeKind,
  order: replaceOrder.nullable(),
  reason: z.object({ code: z.string(), text: safeText }).nullable(),
  replace_paths: z.array(safeText),
  previous_address: safeText.nullable(),
  /** Key of an older object at the same address. */
  deposed: safeText.nullable(),
  /** What is imported, in words. */
  importing: safeText.nullable(),
  generated_configuration: z.boolean(),
  /** Stateful, or switched to be protected: losing it loses something that cannot be made again. */
  protected: z.boolean(),
  attributes: z.array(attributeChange),
  unchanged: z.array(z.object({ path: safeText, value: safeText })),
  /** Attributes that were left out because there were too many. */
  omitted: z.int(),
  /** Digest over the masked form of what was left out, so that a fingerprint covers it. */
  omitted_digest: z.string().nullable(),
});
export type Change = z.infer<typeof change>;
