import type { Review } from '../../model/index.js';
import { type Group, groupsOf } from '../groups.js';
import { DECISIONS, isHeavy, SIGNS } from '../words.js';
import { addChanges } from './changes.js';
import { code, prose, shortCommit } from './escape.js';
import { addFindings } from './findings.js';
import { LEVELS, type Level } from './levels.js';
import { addOthers } from './others.js';
import { addQuorum } from './quorum.js';
import { COMMENT_LIMITS, type Limits, OverLimit, Sheet } from './sheet.js';

/** What a Markdown report depends on besides the review. */
export interface MarkdownOptions {
  /** @default a comment on GitHub */
  readonly limits?: Limits;
  /** Where the whole report is; named when something is left out. @default not named */
  readonly fullReport?: string | undefined;
  /** Commit that was planned, in full. @default not named */
  readonly commit?: string | undefined;
  /** First lines, such as a hidden marker. @default none */
  readonly preface?: readonly string[];
}

/**
 * The review as GitHub-flavoured Markdown, as detailed as the limits allow.
 *
 * A level that does not fit is given up as a whole: nothing is ever cut in the middle of a block.
 */
export function renderMarkdown(review: Review, options: MarkdownOptions = {}): string {
  const limits = options.limits ?? COMMENT_LIMITS;
  const groups = groupsOf(review.changes);
  for (const level of LEVELS) {
    const sheet = new Sheet(limits);
    try {
      write(sheet, review, groups, level, options);
      return sheet.toString();
    } catch (error) {
      if (!(error instanceof OverLimit)) throw error;
    }
  }
  return `${(options.preface ?? []).join('\n')}\n${SIGNS[review.decision]} ${DECISIONS[review.decision]}\n`.trimStart();
}

function write(sheet: Sheet, review: Review, groups: readonly Group[], level: Level, options: MarkdownOptions): void {
  sheet.add(...(options.preface ?? []));
  addHeading(sheet, review);
  if (review.decision === 'nothing' && review.findings.length === 0 && review.changes.length === 0) {
    addFooter(sheet, review, level, options);
    return;
  }
  const heavy = isHeavy(review.findings);
  if (heavy) addFindings(sheet, review.findings, level.findings);
  addQuorum(sheet, review.quorum, level.moments);
  if (!heavy) addFindings(sheet, review.findings, level.findings);
  addChanges(sheet, review.changes, groups, level);
  addOthers(sheet, review, level);
  addFooter(sheet, review, level, options);
}

function addHeading(sheet: Sheet, review: Review): void {
  const where = review.environment === null ? '' : ` · ${code(review.environment)}`;
  const { decision } = review;
  sheet.add(
    `### ${SIGNS[decision]} Quorate review${where} · ${DECISIONS[decision]}`,
    '',
    `**${prose(review.headline)}**`,
  );
}

function addFooter(sheet: Sheet, review: Review, level: Level, { fullReport, commit }: MarkdownOptions): void {
  if (level.missing !== null) {
    const where =
      fullReport === undefined
        ? 'run `quorate review` on the plan for the whole report'
        : `the whole report: <${url(fullReport)}>`;
    sheet.add('', `> [!NOTE]`, `> Left out to stay under the size limit: ${level.missing}; ${where}.`);
  } else if (fullReport !== undefined) sheet.add('', `Whole report: <${url(fullReport)}>`);
  const { tool, tool_version: version } = review.plan;
  const made = version === null ? '' : `${tool === 'unknown' ? 'plan' : tool} ${code(version)} · `;
  const same = review.counts.unchanged === 0 ? '' : `${review.counts.unchanged} unchanged · `;
  const of = commit === undefined ? '' : `commit ${shortCommit(commit)} · `;
  sheet.add(
    '',
    `<sub>${of}${made}${same}fingerprint ${code(review.fingerprint)} · exit code ${review.exit_code}</sub>`,
  );
}

/** An address between angle brackets; anything that could end them early is percent-encoded. */
function url(text: string): string {
  return text.replace(/[\s<>\\`]/g, (found) => encodeURIComponent(found));
}
