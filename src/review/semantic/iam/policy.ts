import { canonical } from '../../value/equal.js';
import { isRecord, type JsonRecord } from '../../value/json.js';

/** Who, what, on what: a list that applies, or a list of exceptions (`NotAction` and the like). */
export interface Selector {
  readonly except: boolean;
  /** As written, for readers. */
  readonly values: readonly string[];
  /** What they are compared by: the letters of actions may be large or small. */
  readonly match: readonly string[];
}

/** A condition: operator and key in lower case, values sorted; the name as it was written. */
export interface Condition {
  readonly name: string;
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
    actions: selector(raw, 'Action', texts, [], (text) => text.toLowerCase()),
    resources: selector(raw, 'Resource', texts, ['*']),
    conditions: conditionsOf(raw['Condition']),
  };
}

function selector(
  raw: JsonRecord,
  name: string,
  read: (value: unknown) => string[],
  fallback: string[],
  match: (text: string) => string = (text) => text,
): Selector {
  const except = raw[`Not${name}`] !== undefined;
  const given = except ? raw[`Not${name}`] : raw[name];
  const written = new Map((given === undefined ? fallback : read(given)).map((text) => [match(text), text]));
  const keys = [...written.keys()].sort();
  return { except, values: keys.map((key) => written.get(key) ?? key), match: keys };
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
      name: `${key} ${operator}`,
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: unique(texts(block[key])),
    }));
  });
  return found.sort((a, b) => (conditionKey(a) < conditionKey(b) ? -1 : 1));
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

function conditionKey({ operator, key, values }: Condition): string {
  return canonical([operator, key, values]);
}

/** Identity of a statement by its meaning: neither order nor letters count. */
export function statementKey({ allows, principals, actions, resources, conditions }: Statement): string {
  const parts = [principals, actions, resources].map(({ except, match }) => [except, match]);
  return canonical([allows, parts, conditions.map(conditionKey)]);
}
