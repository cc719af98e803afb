import rehypeRaw from 'rehype-raw';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** A node of either tree, as far as the checks look at it. */
interface Node {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
}

const ALLOWED_TAGS = new Set(['details', 'summary', 'code', 'br', 'sub']);

const parser = unified().use(remarkParse).use(remarkGfm);
const renderer = unified().use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw);

/**
 * What is wrong with a comment once GitHub would have rendered it; empty when nothing is.
 *
 * Broken tables, fences and `<details>` are found in the rendered tree: the last line of a report must still stand by
 * itself at the end, every table must be a table, and no foreign text may have become a link, an image or a mention.
 */
export function problemsOf(markdown: string): string[] {
  const tree = parser.parse(markdown) as Node;
  const page = renderer.runSync(parser.parse(markdown)) as Node;
  return [
    ...tableProblems(tree),
    ...htmlProblems(tree),
    ...linkProblems(tree),
    ...pageProblems(page),
    ...mentionProblems(page),
  ];
}

/** Text as a reader sees it. */
export function readableText(markdown: string): string {
  return textOf(renderer.runSync(parser.parse(markdown)) as Node);
}

function tableProblems(tree: Node): string[] {
  return all(tree, 'table').flatMap((table) => {
    const rows = table.children ?? [];
    const widths = new Set(rows.map((row) => row.children?.length));
    return widths.size === 1 ? [] : [`a table has rows of ${[...widths].join(', ')} cells`];
  });
}

function htmlProblems(tree: Node): string[] {
  return all(tree, 'html').flatMap(({ value = '' }) => {
    const tags = [...value.matchAll(/<\/?([A-Za-z][\w-]*)/g)].map(([, tag = '']) => tag.toLowerCase());
    const foreign = tags.filter((tag) => !ALLOWED_TAGS.has(tag));
    const attributes = /<[a-z]+\s+[a-z]/i.test(value) ? ['an HTML element has attributes'] : [];
    return [...foreign.map((tag) => `foreign HTML element <${tag}>`), ...attributes];
  });
}

function linkProblems(tree: Node): string[] {
  return [
    'link',
    'image',
    'linkReference',
    'imageReference',
    'definition',
    'footnoteReference',
    'footnoteDefinition',
  ].flatMap((type) =>
    all(tree, type)
      .filter(({ url }) => !(url ?? '').startsWith('https://reports.example/'))
      .map(({ url }) => `foreign text became a ${type} (${url ?? ''})`),
  );
}

/** The footer is the last thing: anything left open before it would have swallowed it. */
function pageProblems(page: Node): string[] {
  const elements = (page.children ?? []).filter(({ type }) => type === 'element');
  const last = elements.at(-1);
  const text = last === undefined ? '' : textOf(last);
  const problems =
    last?.tagName === 'p' && /fingerprint|exit code/.test(text)
      ? []
      : [`the footer is not the last element: ${text.slice(0, 200)}`];
  const headings = all(page, 'element').filter(({ tagName }) => /^h[1-6]$/.test(tagName ?? ''));
  const known = /^(?:.{0,4}Quorate (?:review|deploy)|Findings|Quorum|Changes)/u;
  return [
    ...problems,
    ...headings
      .map(textOf)
      .filter((heading) => !known.test(heading))
      .map((heading) => `foreign heading: ${heading.slice(0, 80)}`),
  ];
}

function mentionProblems(page: Node): string[] {
  const found: string[] = [];
  const walk = (node: Node): void => {
    if (node.tagName === 'code' || node.tagName === 'pre') return;
    if (node.type === 'text') {
      const mention = /(?:^|[^\w])@[\w-]|(?:^|[^\w&])#\d|GH-\d/.exec(node.value ?? '');
      if (mention !== null) found.push(`a mention or reference: ${node.value?.slice(0, 120)}`);
    }
    for (const child of node.children ?? []) walk(child);
  };
  walk(page);
  return found;
}

function all(node: Node, type: string): Node[] {
  return [...(node.type === type ? [node] : []), ...(node.children ?? []).flatMap((child) => all(child, type))];
}

function textOf(node: Node): string {
  return node.type === 'text' ? (node.value ?? '') : (node.children ?? []).map(textOf).join('');
}
