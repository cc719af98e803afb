import type { Masker } from '../../mask/masker.js';
import type { SafeText } from '../../mask/safe-text.js';
import { cut } from '../../value/show.js';
import type { Selector, Statement } from './policy.js';

/** A statement as a sentence: `Allow s3:getobject on arn:… to Service:ec2.amazonaws.com when …`. */
export function describeStatement(statement: Statement, masker: Masker): SafeText {
  const parts = [
    `${statement.allows ? 'Allow' : 'Deny'} ${list(statement.actions, 'every action', 'every action except')}`,
    `on ${list(statement.resources, 'every resource', 'every resource except')}`,
  ];
  if (statement.principals.except || !statement.principals.values.includes('*')) {
    parts.push(`to ${list(statement.principals, 'everybody', 'everybody except')}`);
  }
  const conditions = statement.conditions.map(({ name, values }) => `${name} ${values.join(' or ')}`);
  if (conditions.length > 0) parts.push(`when ${conditions.join(' and ')}`);
  return cut(masker.text(parts.join(' '))) as SafeText;
}

function list(selector: Selector, all: string, allExcept: string): string {
  if (selector.except) return `${allExcept} ${selector.values.join(', ')}`;
  return selector.values.includes('*') ? all : selector.values.join(', ') || 'nothing';
}
