import type { Selector, Statement } from './policy.js';

/** A statement that would fall into more parts than this is compared as a whole. */
const MOST = 2_000;

/**
 * A statement taken apart into single permissions: one principal, one action, one resource each.
 *
 * Policies that say the same with their statements split or merged differently are then seen to be equal.
 */
export function atomsOf(statement: Statement): Statement[] {
  const principals = partsOf(statement.principals);
  const actions = partsOf(statement.actions);
  const resources = partsOf(statement.resources);
  if (principals.length * actions.length * resources.length > MOST) return [statement];
  return principals.flatMap((principal) =>
    actions.flatMap((action) =>
      resources.map((resource) => ({ ...statement, principals: principal, actions: action, resources: resource })),
    ),
  );
}

function partsOf(selector: Selector): Selector[] {
  if (selector.except) return [selector];
  return selector.match.map((match, index) => ({
    except: false,
    values: [selector.values[index] ?? match],
    match: [match],
  }));
}
