import { counted } from '../../mask/safe-text.js';
import {
  type Change,
  type Decision,
  engineChange,
  type Finding,
  type Review,
  type Severity,
} from '../../model/index.js';
import { withSubject } from '../../verdict/headline.js';
import { explanationOf } from '../details.js';
import { attributeLines } from '../markdown/change.js';
import { phasesOf } from '../phases.js';
import { votesText } from '../votes.js';
import { DECISIONS, KINDS, SEVERITIES, signOf } from '../words.js';
import { type Paint, painter } from './paint.js';

/** What a terminal report depends on besides the review. */
export interface TerminalOptions {
  /** @default false */
  readonly colour?: boolean;
  /** Attributes that do not change are listed as well. @default false */
  readonly verbose?: boolean;
}

const COLOURS: Readonly<Record<Decision | Severity, keyof Paint>> = {
  nothing: 'green',
  changes: 'green',
  approval: 'yellow',
  unclear: 'magenta',
  blocked: 'red',
  note: 'cyan',
};

/** The review for a terminal: changes first, the verdict last, where the eye is. */
export function renderTerminal(review: Review, options: TerminalOptions = {}): string {
  const paint = painter(options.colour ?? false);
  const blocks = [
    heading(review, paint),
    section(
      paint.bold('Changes'),
      review.changes.map((change) => changeBlock(change, paint, options.verbose ?? false)),
    ),
    section(
      paint.bold('Changed outside of Terraform'),
      review.drift.map((change) => changeBlock(change, paint, false)),
    ),
    section(
      paint.bold('Deferred'),
      review.deferred.map(({ change, reason }) => `${line(change, paint)} (${reason})`),
    ),
    section(
      paint.bold('Actions'),
      review.actions.map(({ address, type }) => `  ${address} ${paint.dim(type)}`),
    ),
    section(
      paint.bold('Outputs'),
      review.outputs.map((output) => outputBlock(output, paint)),
    ),
    section(
      paint.bold('Checks'),
      review.checks.map(
        ({ address, status, problems }) =>
          `  ${status} ${address}${problems.map((problem) => `: ${problem}`).join('')}`,
      ),
    ),
    quorum(review, paint, options.verbose ?? false),
    section(
      paint.bold('Findings'),
      review.findings.map((finding) => findingBlock(finding, paint)),
    ),
    verdict(review, paint),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function heading({ environment, plan }: Review, paint: Paint): string {
  const made =
    plan.tool_version === null
      ? ''
      : paint.dim(` (${plan.tool === 'unknown' ? 'plan' : plan.tool} ${plan.tool_version})`);
  return `${paint.bold(environment === null ? 'Review' : `Review of ${environment}`)}${made}`;
}

function section(title: string, blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : `${title}\n${blocks.join('\n')}`;
}

function line(change: Change, paint: Paint): string {
  const colour = KIND_COLOURS[change.kind];
  const explanation = explanationOf(change);
  const why = explanation === '' ? '' : paint.dim(` — ${explanation}`);
  return `  ${paint[colour](`${signOf(change).padStart(3)} ${KINDS[change.kind]}`)} ${paint.bold(change.address)}${why}`;
}

const KIND_COLOURS: Readonly<Record<Change['kind'], keyof Paint>> = {
  create: 'green',
  import: 'green',
  update: 'yellow',
  replace: 'red',
  delete: 'red',
  forget: 'magenta',
  move: 'cyan',
  read: 'cyan',
  'no-op': 'dim',
};

function changeBlock(change: Change, paint: Paint, verbose: boolean): string {
  const lines = [line(change, paint)];
  if (change.kind !== 'delete' && change.kind !== 'forget') lines.push(...attributes(change.attributes, paint));
  if (change.omitted > 0) lines.push(paint.dim(`        not listed: ${counted(change.omitted, 'more attribute')}`));
  if (verbose) lines.push(...change.unchanged.map(({ path, value }) => paint.dim(`          ${path}: ${value}`)));
  return lines.join('\n');
}

function attributes(list: Change['attributes'], paint: Paint): string[] {
  return list.flatMap(attributeLines).map((text) => {
    const shown = `        ${text.replaceAll('\n', '⏎')}`;
    if (text.startsWith('+')) return paint.green(shown);
    if (text.startsWith('-')) return paint.red(shown);
    return text.startsWith('!') ? paint.yellow(shown) : paint.dim(shown);
  });
}

function outputBlock({ name, kind, attributes: list }: Review['outputs'][number], paint: Paint): string {
  return [`  ${paint.bold(name)} ${paint.dim(KINDS[kind])}`, ...attributes(list, paint)].join('\n');
}

function quorum({ quorum: verdicts }: Review, paint: Paint, verbose: boolean): string {
  const touched = verdicts.filter(({ verdict: kind }) => kind !== 'untouched');
  const blocks = touched.flatMap(({ cluster, headline, engine, moments }) => {
    const change = engineChange(engine);
    const versions = change === null ? '' : paint.dim(` (${change})`);
    // Step by step the membership plan stands among the changes; here it is what the steps come to.
    const shown = verbose ? moments : phasesOf(moments);
    const wide = Math.max(0, ...shown.map((moment) => votesText(moment).length));
    const rows = shown.map((moment, index) => {
      const { what, quorum: needed, tolerance } = moment;
      const figures = `voters ${votesText(moment).padEnd(wide)}  quorum ${needed ?? '?'}  tolerance ${tolerance ?? '?'}`;
      const colour = tolerance === null || tolerance > 0 ? 'dim' : tolerance === 0 ? 'yellow' : 'red';
      return `    ${String(index + 1).padStart(2)}  ${paint[colour](figures)}  ${what}`;
    });
    return [`  ${paint.bold(cluster)}: ${headline}${versions}`, ...rows];
  });
  return section(paint.bold('Quorum'), blocks);
}

function findingBlock(finding: Finding, paint: Paint): string {
  const { severity, code, detail, cure, acknowledged } = finding;
  const colour = acknowledged === null ? COLOURS[severity] : 'dim';
  const lines = [`  ${paint[colour](`${SEVERITIES[severity]} ${code}`)} ${withSubject(finding)}`];
  if (detail !== null) lines.push(paint.dim(`      ${detail}`));
  if (cure !== null) lines.push(`      ${cure}`);
  if (acknowledged !== null)
    lines.push(paint.dim(`      acknowledged until ${acknowledged.expires}: ${acknowledged.reason}`));
  return lines.join('\n');
}

function verdict(review: Review, paint: Paint): string {
  const word = paint[COLOURS[review.decision]](paint.bold(DECISIONS[review.decision].toUpperCase()));
  return `${word}  ${review.headline}\n${paint.dim(`fingerprint ${review.fingerprint} · exit code ${review.exit_code}`)}`;
}
