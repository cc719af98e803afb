import { canonical } from '../../value/equal.js';
import { isRecord, type JsonRecord } from '../../value/json.js';

/** Who, what, on what: a list that applies, or a list of exceptions (`NotAction` and the like). */
export interface Selector {
  readonly except: boolean;
  readonly values: readonly string[];
}

/** A condition: operator and key in lower case, values sorted. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement in one form, whatever of the many spellings it was written in. */
export interface Statement {
  readonly allows: boolean;
  /** `AWS:arn…`, `Service:…`; a policy of an identity has none, which reads as everybody. */
  readonly principals: Selector;
  readonly actions: Selector;
  readonly resources: Selector;
  readonly conditions: readonly Condition[];
}

/** Reads a policy document, from text or JSON; undefined for anything that is none. */
export function parsePolicy(value: unknown): readonly Statement[] | undefined {
  const document = typeof value === 'string' ? parsed(value) : value;
  if (!isRecord(document) || !('Statement' in document)) return undefined;
  const statements = asList(document['Statement']);
  if (!statements.every(isRecord)) return undefined;
  return statements.map(parseStatement);
}

function parsed(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseStatement(raw: JsonRecord): Statement {
  return {
    allows: raw['Effect'] !== 'Deny',
    principals: selector(raw, 'Principal', principalsOf, ['*']),
    actions: selector(raw, 'Action', (value) => texts(value).map((text) => text.toLowerCase()), []),
    resources: selector(raw, 'Resource', texts, ['*']),
    conditions: conditionsOf(raw['Condition']),
  };
}

function selector(raw: JsonRecord, name: string, read: (value: unknown) => string[], fallback: string[]): Selector {
  const negated = `Not${name}`;
  if (raw[negated] !== undefined) return { except: true, values: unique(read(raw[negated])) };
  return { except: false, values: raw[name] === undefined ? fallback : unique(read(raw[name])) };
}

function principalsOf(value: unknown): string[] {
  if (!isRecord(value)) return texts(value).map((text) => (text === '*' ? '*' : `AWS:${text}`));
  return Object.keys(value).flatMap((type) =>
    texts(value[type]).map((text) => (text === '*' && type === 'AWS' ? '*' : `${type}:${accountOf(text)}`)),
  );
}

/** An account is written by its number or as its root; both mean the account. */
function accountOf(text: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(text)?.[1] ?? text;
}

function conditionsOf(value: unknown): Condition[] {
  if (!isRecord(value)) return [];
  const found = Object.keys(value).flatMap((operator) => {
    const block = value[operator];
    if (!isRecord(block)) return [];
    return Object.keys(block).map((key) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: unique(texts(block[key])),
    }));
  });
  return found.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

function texts(value: unknown): string[] {
  return asList(value).map((item) => (typeof item === 'string' ? item : canonical(item)));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
