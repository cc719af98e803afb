import type { Masker } from '../mask/masker.js';
import { joined, listed, type SafeText, say } from '../mask/safe-text.js';
import type { Change } from '../model/index.js';
import type { ResourceChange } from '../plan/format.js';
import { showPath } from '../value/path.js';

/** Terraform's reasons in words that say what led to the change. */
const WORDS: Readonly<Record<string, SafeText>> = {
  replace_because_tainted: say`it is tainted: its creation failed or someone marked it`,
  replace_by_request: say`the plan was asked to replace it (-replace)`,
  replace_by_triggers: say`something it is told to follow changes (replace_triggered_by)`,
  delete_because_no_resource_config: say`it is no longer in the configuration`,
  delete_because_wrong_repetition: say`its count or for_each was added, removed or exchanged`,
  delete_because_count_index: say`its index is beyond the new count`,
  delete_because_each_key: say`its key is no longer in for_each`,
  delete_because_no_module: say`its module is no longer in the configuration`,
  delete_because_no_move_target: say`it was moved to an address that is not in the configuration`,
  read_because_config_unknown: say`what it asks for is known only after apply`,
  read_because_dependency_pending: say`something it depends on changes first`,
  read_because_check_nested: say`it belongs to a check and is read at every apply`,
};

/** Why something happens; null when the plan gives no reason and none is needed. */
export function reasonOfChange(resource: ResourceChange, masker: Masker): Change['reason'] {
  const paths = replacePaths(resource, masker);
  const code = resource.action_reason ?? (paths.length > 0 ? 'replace_because_cannot_update' : undefined);
  if (code === undefined) return null;
  if (code === 'replace_because_cannot_update') {
    const what = paths.length > 0 ? listed(paths) : say`a part that the plan does not name`;
    return { code, text: say`${what} cannot be changed in place` };
  }
  const known = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return { code: masker.text(code), text: known ?? joined(masker.text(code).split('_') as SafeText[], ' ') };
}

/** The paths that force a replacement. */
export function replacePaths(resource: ResourceChange, masker: Masker): SafeText[] {
  const paths = resource.change.replace_paths ?? [];
  return [...new Set(paths.map((path) => showPath(path, masker)))];
}
