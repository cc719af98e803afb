import { canonical } from '../../value/equal.js';
import { atomsOf } from './atoms.js';
import { statementCovers } from './covers.js';
import { type Statement, statementKey } from './policy.js';

/** Beyond this many comparisons nobody can judge the policy by reading either; it counts as broader. */
const MOST_COMPARISONS = 2_000_000;

/** What changed between two policies, in permissions and not in text. */
export interface PolicyComparison {
  readonly effect: 'broadened' | 'narrowed' | 'equal';
  /** Single permissions that are new, a lifted denial included. */
  readonly gained: readonly Statement[];
  /** Single permissions that are gone, a new denial included. */
  readonly lost: readonly Statement[];
  /** Statements that are on one side only, as written. */
  readonly removed: readonly Statement[];
  readonly added: readonly Statement[];
  readonly denyRemoved: boolean;
  /** New permissions with a wildcard in their action, or on every resource. */
  readonly wildcards: readonly Statement[];
  readonly principalsChanged: boolean;
}

/** Compares two policies; neither order, nor spelling, nor how statements are split makes a difference. */
export function comparePolicies(before: readonly Statement[], after: readonly Statement[]): PolicyComparison {
  const removed = without(before, after);
  const added = without(after, before);
  const allowedNew = uncovered(added, before, true);
  const deniedLost = uncovered(removed, after, false);
  const gained = [...allowedNew, ...deniedLost];
  const lost = [...uncovered(removed, after, true), ...uncovered(added, before, false)];
  return {
    effect: gained.length > 0 ? 'broadened' : lost.length > 0 ? 'narrowed' : 'equal',
    gained,
    lost,
    removed,
    added,
    denyRemoved: deniedLost.length > 0,
    wildcards: allowedNew.filter(isWild),
    principalsChanged: canonical(principals(before)) !== canonical(principals(after)),
  };
}

/** Statements of `side` that are not in `other` word for word. */
function without(side: readonly Statement[], other: readonly Statement[]): Statement[] {
  const known = new Set(other.map(statementKey));
  return side.filter((statement) => !known.has(statementKey(statement)));
}

/** Single permissions of the candidates that no statement of the other policy covers. */
function uncovered(candidates: readonly Statement[], other: readonly Statement[], allows: boolean): Statement[] {
  const atoms = candidates.filter((statement) => statement.allows === allows).flatMap(atomsOf);
  const covering = other.filter((statement) => statement.allows === allows);
  if (atoms.length * covering.length > MOST_COMPARISONS) return atoms;
  return atoms.filter((atom) => !covering.some((statement) => statementCovers(statement, atom)));
}

function isWild(statement: Statement): boolean {
  if (statement.actions.except || statement.actions.values.some((action) => action.includes('*'))) return true;
  return (
    !statement.resources.except && statement.resources.values.includes('*') && statement.principals.values.includes('*')
  );
}

function principals(statements: readonly Statement[]): string[] {
  const found = statements.map(({ allows, principals: selector }) =>
    canonical([allows, selector.except, selector.match]),
  );
  return [...new Set(found)].sort();
}
