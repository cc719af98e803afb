import { compare, parse } from 'semver';

/**
 * Whether Terraform accepts a locked version for a constraint such as `~> 5.31, != 5.40`. Anything it cannot read it
 * refuses, which only costs a look-up.
 */
export function satisfiesConstraint(version: string, constraint: string | undefined): boolean {
  return (constraint ?? '').split(',').every((part) => part.trim() === '' || satisfiesOne(version, part.trim()));
}

function satisfiesOne(version: string, part: string): boolean {
  const [, operator = '=', written = ''] = part.match(/^(=|!=|>=|<=|>|<|~>)?\s*v?([0-9][0-9A-Za-z.+-]*)$/) ?? [];
  const bound = padded(written);
  if (!parse(version) || !bound) return false;
  const order = compare(version, bound);
  // Terraform picks a pre-release only when it is asked for by name.
  if (parse(version)?.prerelease.length) return operator === '=' && order === 0;
  switch (operator) {
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '~>':
      return order >= 0 && compare(version, nextOf(written)) < 0;
    default:
      return order === 0;
  }
}

/** `~>` lets the last written part grow: `~> 5.31` ends before 6, `~> 5.31.2` before 5.32. */
function nextOf(written: string): string {
  const [major = 0, minor = 0, patch] = written.split('.').map((part) => Number.parseInt(part, 10));
  return patch === undefined ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

function padded(written: string): string | null {
  const [numbers = '', ...rest] = written.split(/(?=[-+])/);
  const parts = numbers.split('.');
  return parse(`${[...parts, '0', '0'].slice(0, 3).join('.')}${rest.join('')}`)?.version ?? null;
}
