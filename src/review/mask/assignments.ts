import { MASKED } from './patterns.js';

const NAME =
  '(?:[A-Za-z0-9_.-]*(?:passw(?:or)?d|passphrase|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|auth[_-]?key|connection[_-]?string|unseal[_-]?key|recovery[_-]?key)[A-Za-z0-9_.-]*)';

/** `NAME=value`, `name: value`, `"name": "value"`, `--password value`, with the value in quotes or up to a blank. */
const ASSIGNMENT = new RegExp(
  `((?:^|[^A-Za-z0-9_.-])(?:--?)?["']?${NAME}["']?(?:\\s*=>?\\s*|\\s*:\\s+|\\s*:(?=["']))|\\s--${NAME}\\s+)("(?:[^"\\\\\\n]|\\\\.)*"?|'[^'\\n]*'?|[^\\s"',;}]+)`,
  'gi',
);

const HINT = /passw|passphrase|secret|token|key|credential|connection/i;

/** `curl -u user:password`, `mysql -pPASSWORD`. */
const FLAGS = /(\s-u\s+["']?[^\s:"']{1,100}:)([^\s"']+)|(\bmysql\w*\s[^\n]{0,200}?-p)([^\s"']+)/g;

/** Base64 that is long enough to hide something, unless it is a plain hexadecimal digest. */
const ENCODED = /(?<![A-Za-z0-9+/=])(?![0-9a-f]{40,128}(?![A-Za-z0-9+/=]))[A-Za-z0-9+/]{40,}={0,2}/g;

/**
 * Masks inside documents (user data, scripts, cloud-init), where nobody can mark a part as sensitive: what is assigned to
 * a name that sounds secret, credentials on command lines, and base64 that a reader could not judge anyway.
 *
 * @param encoded - whether base64 is masked as well
 */
export function maskAssignments(text: string, { encoded = true } = {}): string {
  let masked = text;
  if (HINT.test(text))
    masked = masked.replace(ASSIGNMENT, (_all, name: string, value: string) => `${name}${quoteLike(value)}`);
  if (text.includes('-u') || text.includes('mysql')) {
    masked = masked.replace(
      FLAGS,
      (_all, user?: string, _a?: string, mysql?: string) => `${user ?? mysql ?? ''}${MASKED}`,
    );
  }
  return encoded ? masked.replace(ENCODED, (found) => `(encoded, ${found.length} characters)`) : masked;
}

function quoteLike(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${quote}${MASKED}${quote}`;
}
