import type { Masker } from '../mask/masker.js';
import { joined, type SafeText, say } from '../mask/safe-text.js';
import type { Change } from '../model/index.js';
import type { ResourceChange } from '../plan/format.js';
import { field, isRecord } from '../value/json.js';
import { show } from '../value/show.js';
import { type AttributeChanges, attributeChanges } from './attributes.js';
import { kindOf, orderOf } from './kind.js';
import { isStateful, refusesDeletion } from './protection.js';
import { reasonOfChange, replacePaths } from './reason.js';

/** A change in both forms: as the plan has it, for verdicts, and as it may be shown. */
export interface Reviewed {
  readonly raw: ResourceChange;
  readonly change: Change;
  readonly paths: AttributeChanges['paths'];
  readonly facts: AttributeChanges['facts'];
}

const NOTHING: AttributeChanges = {
  attributes: [],
  unchanged: [],
  omitted: 0,
  omitted_digest: null,
  paths: [],
  facts: [],
};

/** Turns one change of the plan into the model. */
export function reviewedChange(raw: ResourceChange, masker: Masker): Reviewed {
  const kind = kindOf(raw);
  const compared = kind === 'no-op' || kind === 'move' ? NOTHING : attributeChanges(raw.type, raw.change, masker);
  const optional = (text: string | null | undefined) =>
    text === null || text === undefined ? null : masker.text(text);
  const change: Change = {
    address: masker.text(raw.address),
    mode: raw.mode === 'data' ? 'data' : 'managed',
    type: masker.text(raw.type),
    provider: optional(raw.provider_name),
    module: optional(raw.module_address),
    kind,
    order: orderOf(raw),
    reason: reasonOfChange(raw, masker),
    replace_paths: replacePaths(raw, masker),
    previous_address: raw.previous_address === raw.address ? null : optional(raw.previous_address),
    deposed: optional(raw.deposed),
    importing: importOf(raw, masker),
    generated_configuration: typeof raw.change.generated_config === 'string',
    protected: isStateful(raw.type) || refusesDeletion(raw.change.before),
    attributes: compared.attributes,
    unchanged: compared.unchanged,
    omitted: compared.omitted,
    omitted_digest: compared.omitted_digest,
  };
  return { raw, change, paths: compared.paths, facts: compared.facts };
}

function importOf({ change: { importing } }: ResourceChange, masker: Masker): SafeText | null {
  if (importing === null || importing === undefined) return null;
  if (typeof importing.id === 'string' && importing.id !== '') return say`id ${masker.value(importing.id)}`;
  const identity = importing.identity;
  if (isRecord(identity)) {
    const parts = Object.keys(identity).map((key) => {
      const value = show(field(identity, key), { sensitive: false }, masker);
      return say`${masker.text(key)} ${value}`;
    });
    return joined([say`identity `, joined(parts, ', ')], '');
  }
  return say`an id that is known only after apply`;
}
