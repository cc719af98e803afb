import type { Reviewed } from '../../changes/resource-change.js';
import { factOf, isSealKey, machineFact } from '../../fleet/index.js';
import { say } from '../../mask/safe-text.js';
import { field } from '../../value/json.js';
import type { Draft } from '../draft.js';
import { costOf } from './cost.js';

/** Attribute and the value with which it no longer protects. */
const PROTECTIONS: Readonly<Record<string, boolean>> = {
  deletion_protection: false,
  enable_deletion_protection: false,
  deletion_protection_enabled: false,
  disable_api_termination: false,
  disable_api_stop: false,
  force_destroy: true,
  skip_final_snapshot: true,
};

/** Protections that an update takes away, and a seal key that it disables. */
export function switchedOffFindings(items: readonly Reviewed[]): Draft[] {
  return items.flatMap((item) => (item.change.kind === 'update' ? [...protections(item), ...disabledSeal(item)] : []));
}

function protections({ raw, change }: Reviewed): Draft[] {
  const { before, after } = raw.change;
  const names = Object.keys(PROTECTIONS).filter((name) => {
    const weak = PROTECTIONS[name];
    return field(after, name) === weak && field(before, name) === !weak;
  });
  // Lifting the termination protection of a removed member is a step of the convergence.
  const relevant = names.filter((name) => !(name.startsWith('disable_api') && machineFact(factOf(raw)) !== undefined));
  return relevant.map((name) => ({
    code: 'QRV-PROTECTION-OFF',
    address: change.address,
    title: say`${PROTECTION_WORDS[name] ?? say`a protection`} is switched off`,
    detail: say`the next plan may destroy it: ${costOf(raw.type, before)}`,
  }));
}

const PROTECTION_WORDS: Readonly<Record<string, ReturnType<typeof say>>> = {
  deletion_protection: say`deletion_protection`,
  enable_deletion_protection: say`enable_deletion_protection`,
  deletion_protection_enabled: say`deletion_protection_enabled`,
  disable_api_termination: say`termination protection`,
  disable_api_stop: say`stop protection`,
  force_destroy: say`the refusal to delete a bucket that is not empty`,
  skip_final_snapshot: say`the last snapshot before deletion`,
};

function disabledSeal({ raw, change }: Reviewed): Draft[] {
  const { before, after } = raw.change;
  if (field(before, 'is_enabled') !== true || field(after, 'is_enabled') !== false) return [];
  if (!isSealKey(factOf(raw))) return [];
  return [
    {
      code: 'QRV-SEAL-DISABLED',
      address: change.address,
      title: say`the seal key would be disabled`,
      detail: say`running nodes go on; a node that restarts stays sealed`,
      cure: say`Keep is_enabled = true. To retire the key, migrate the seal first.`,
    },
  ];
}
