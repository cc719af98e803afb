import { type Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS, type Format } from '../review/index.js';

/** What the commands that review share. */
export interface ReportOptions {
  readonly securityOnly: boolean;
  readonly fail: boolean;
  readonly verbose: boolean;
  readonly ack?: string;
  readonly baseConfig?: string;
}

/** Options that every command with a review takes. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--security-only', 'only whether security gets weaker', false)
    .option('--fail', 'exit 3 for any change at all, for jobs that expect no difference', false)
    .option('--verbose', 'list attributes that do not change as well', false)
    .option('--ack <file>', 'acknowledged findings (default: review-acknowledgements.json, where there is one)')
    .option('--base-config <file>', 'cdk.tf.json of the base, to see whether prevent_destroy was removed');
}

/** `--format`, as one of the known forms. */
export function formatOption(): Option {
  return new Option('--format <form>', 'form of the report on standard output')
    .choices([...FORMATS])
    .default('terminal');
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  md: 'markdown',
  html: 'html',
  json: 'json',
  sarif: 'sarif',
  txt: 'terminal',
};

/** A file to write, its form told by its extension. */
export interface OutputFile {
  readonly path: string;
  readonly format: Format;
}

/** Collects `--out FILE`, which may be given more than once. */
export function collectOutput(path: string, earlier: readonly OutputFile[]): OutputFile[] {
  const format = BY_EXTENSION[/\.([a-z]+)$/.exec(path)?.[1] ?? ''];
  if (format === undefined) {
    throw new InvalidArgumentError(
      `expected a name that ends in ${Object.keys(BY_EXTENSION)
        .map((name) => `.${name}`)
        .join(', ')}`,
    );
  }
  return [...earlier, { path, format }];
}

/** Number of a pull request. */
export function pullRequestNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('expected the number of a pull request');
  return Number(text);
}
