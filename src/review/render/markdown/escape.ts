import { cut } from '../../value/show.js';

/** Longest foreign text in one place of a comment. */
const LONGEST = 400;

/** Escapes for text inside HTML; everything that Markdown or GitHub could read as more than text becomes an entity. */
const SPECIAL = /[^\p{L}\p{N}_ .,:;/?%→·…—⏎-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/**
 * Foreign text as inline code, safe in tables, lists and paragraphs.
 *
 * Inside code GitHub makes no links, mentions or issue references. Texts with backticks or pipes are written as HTML,
 * where entities keep a pipe from ending the table cell.
 */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === '') return '`""`';
  if (!/[`|]/.test(line)) return `\`${line}\``;
  return `<code>${escaped(line)}</code>`;
}

/** Text of mixed origin as plain words: no formatting, no links, no mentions, no issue references. */
export function prose(text: string): string {
  return escaped(oneLine(text)).replace(/^(\s*)([-+]|\d+[.)])/, (_all, space: string, start: string) => {
    return `${space}${[...start].map(entity).join('')}`;
  });
}

/** Foreign text as code inside a line of HTML, where Markdown is not read. */
export function htmlCode(text: string): string {
  return `<code>${html(oneLine(text))}</code>`;
}

/** Text of mixed origin inside a line of HTML. */
export function htmlProse(text: string): string {
  return unlinked(html(oneLine(text)));
}

/** A fenced block; the fence is longer than any run of backticks inside. */
export function fence(lines: readonly string[], language: string): string[] {
  const body = lines.map((line) => line.replaceAll('\n', '⏎'));
  const longest = Math.max(2, ...body.map(longestRun));
  const marks = '`'.repeat(longest + 1);
  return [`${marks}${language}`, ...body, marks];
}

function longestRun(line: string): number {
  let longest = 0;
  for (const [run] of line.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

function oneLine(text: string): string {
  return cut(text, LONGEST).replace(/\r?\n/g, '⏎').replaceAll('\t', ' ');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function escaped(line: string): string {
  return unlinked(line).replace(SPECIAL, (found) => (found === BREAK ? found : entity(found)));
}

/** A character without width, which keeps two others from being read together. */
const BREAK = '\u200b';

/** Breaks up what GitHub turns into links after Markdown was read: mentions, references, addresses. */
function unlinked(text: string): string {
  return text
    .replace(/@(?=\S)/g, `@${BREAK}`)
    .replace(/#(?=\d)/g, `#${BREAK}`)
    .replace(/\bGH-(?=\d)/gi, (found) => found + BREAK)
    .replaceAll('://', `:${BREAK}//`)
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}${BREAK}.`);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** A commit as people write it: plain text, of which GitHub makes a link. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}
