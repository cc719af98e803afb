import type { Reviewed } from '../../changes/resource-change.js';
import { maskAssignments } from '../../mask/assignments.js';
import type { Masker } from '../../mask/masker.js';
import { listed, type SafeText, say } from '../../mask/safe-text.js';
import { isSensitiveAttribute, soundsSecret } from '../../mask/sensitive-attributes.js';
import type { PlanDocument } from '../../plan/format.js';
import { decoded } from '../../value/embedded.js';
import { isRecord } from '../../value/json.js';
import { anyMarked, type Mark, markOf } from '../../value/marks.js';
import { type Path, showPath } from '../../value/path.js';
import type { Draft } from '../draft.js';

/** Secrets that would newly stand in clear text where everybody who reads the state or the machine can see them. */
export function secretFindings(items: readonly Reviewed[], masker: Masker): Draft[] {
  return items.flatMap(({ raw, change }) => {
    if (change.kind === 'delete' || change.kind === 'no-op' || change.kind === 'move') return [];
    const { after, before, after_sensitive, before_sensitive } = raw.change;
    const known = new Set(clearPlaces(raw.type, before, before_sensitive, masker));
    const places = clearPlaces(raw.type, after, after_sensitive, masker).filter((place) => !known.has(place));
    if (places.length === 0) return [];
    return [
      {
        code: 'QRV-SECRET-CLEAR',
        address: change.address,
        title: say`a secret stands in clear in ${listed(places, 4)}`,
        detail: say`the value is masked here; the state, and whoever reads the object, has it`,
        cure: say`Keep the secret out of Terraform, or pass a reference to where it is kept.`,
      } satisfies Draft,
    ];
  });
}

/** Outputs that lose their mark, or that hold a secret without one. */
export function outputFindings(plan: PlanDocument, masker: Masker): Draft[] {
  return Object.entries(plan.output_changes ?? {}).flatMap(([name, planned]): Draft[] => {
    const address = say`output.${masker.text(name)}`;
    if (planned.actions.includes('delete') && !planned.actions.includes('create')) return [];
    if (anyMarked(planned.before_sensitive) && !anyMarked(planned.after_sensitive) && planned.before !== null) {
      return [
        { code: 'QRV-SECRET-UNMARKED', address, title: say`the output was sensitive and will be shown in clear` },
      ];
    }
    const known = clearPlaces('', planned.before, planned.before_sensitive, masker);
    const places = clearPlaces('', planned.after, planned.after_sensitive, masker);
    if (places.length <= known.length) return [];
    return [{ code: 'QRV-SECRET-CLEAR', address, title: say`a secret stands in clear in the output` }];
  });
}

/** Paths of unmarked texts that hold a known secret, the shape of one, or an assignment to a secret name. */
function clearPlaces(type: string, root: unknown, marks: Mark, masker: Masker): SafeText[] {
  const found: SafeText[] = [];
  const walk = (value: unknown, mark: Mark, path: Path): void => {
    if (mark === true) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        walk(item, markOf(mark, index), [...path, index]);
      });
    } else if (isRecord(value)) {
      for (const key of Object.keys(value)) {
        // Where a provider is meant to hold a secret, the secret is expected; masking is all there is to do.
        if (path.length === 0 && isSensitiveAttribute(type, key)) continue;
        if (!soundsSecret(key)) walk(value[key], markOf(mark, key), [...path, key]);
      }
    } else if (typeof value === 'string' && value.length >= 6 && isClear(value, masker)) {
      found.push(showPath(path, masker));
    }
  };
  walk(root, marks, []);
  return found;
}

function isClear(text: string, masker: Masker): boolean {
  const document = decoded(text) ?? text;
  if (masker.reveals(document)) return true;
  // Only documents are judged by what they assign; in short values a name such as "token_ttl" proves nothing.
  return document.includes('\n') && maskAssignments(document, { encoded: false }) !== document;
}
