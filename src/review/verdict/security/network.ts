import type { Reviewed } from '../../changes/resource-change.js';
import type { Masker } from '../../mask/masker.js';
import { listed, type SafeText, say } from '../../mask/safe-text.js';
import { compareRules, type NetworkComparison } from '../../semantic/network/compare.js';
import { describeRule, type Rule } from '../../semantic/network/rule.js';
import { isSingleRule, rulesOfResource } from '../../semantic/network/rules-of.js';
import { stringField } from '../../value/json.js';
import type { Draft } from '../draft.js';

/** Firewalls that let more through, in rule lists and in rules that are resources of their own. */
export function networkFindings(items: readonly Reviewed[], masker: Masker): Draft[] {
  const inLists = items.flatMap(({ change, facts }) => {
    if (change.kind === 'delete') return [];
    return facts.flatMap(({ path, interpretation: { network } }) =>
      network === undefined ? [] : judge(change.address, path, network, masker),
    );
  });
  return [...inLists, ...singleRules(items, masker)];
}

/**
 * Rules that are resources are compared by group and not by address: one that moved to another address, or was split in
 * two, lets through what it did before.
 */
function singleRules(items: readonly Reviewed[], masker: Masker): Draft[] {
  const groups = new Map<string, { before: Rule[]; after: { rule: Rule; address: SafeText }[] }>();
  for (const { raw, change } of items) {
    if (!isSingleRule(raw.type)) continue;
    const group =
      stringField(raw.change.after, 'security_group_id') ?? stringField(raw.change.before, 'security_group_id') ?? '';
    const entry = groups.get(group) ?? { before: [], after: [] };
    groups.set(group, entry);
    entry.before.push(...rulesOfResource(raw.type, raw.change.before));
    for (const rule of rulesOfResource(raw.type, raw.change.after)) entry.after.push({ rule, address: change.address });
  }
  return [...groups.values()].flatMap(({ before, after }) => {
    const compared = compareRules(
      before,
      after.map(({ rule }) => rule),
    );
    return [...new Set(after.map(({ address }) => address))].flatMap((address) => {
      const mine = new Set(after.filter((entry) => entry.address === address).map(({ rule }) => rule));
      const only = (rules: readonly Rule[]) => rules.filter((rule) => mine.has(rule));
      const part = { ...compared, widened: only(compared.widened), world: only(compared.world) };
      return judge(address, say`the rule`, part, masker);
    });
  });
}

function judge(address: SafeText, path: SafeText, comparison: NetworkComparison, masker: Masker): Draft[] {
  const { widened, world } = comparison;
  if (widened.length === 0) return [];
  const evidence = (rules: readonly Rule[]) =>
    listed(
      rules.map((rule) => masker.text(describeRule(rule))),
      4,
    );
  if (world.length > 0) {
    return [
      { code: 'QRV-NET-WORLD', address, title: say`${path} lets in anybody on the internet`, detail: evidence(world) },
    ];
  }
  return [
    { code: 'QRV-NET-WIDENED', address, title: say`${path} lets more traffic through`, detail: evidence(widened) },
  ];
}
