import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { ACKNOWLEDGEMENT_FILE, type AcknowledgementEntry, parseAcknowledgements, parseJson } from '../review/index.js';
import { QuorateError, reasonOf } from '../schema/index.js';
import { showPlan } from './terraform.js';

/** V8 holds no longer string; a plan of this size has hundreds of thousands of resources. */
const LARGEST_BYTES = 500 * 1024 * 1024;

/**
 * Reads a plan or a review from a file or, for `-`, from standard input, and parses it as JSON.
 *
 * @throws QuorateError `QRT-REVIEW-INPUT` when it cannot be read, `QRT-REVIEW-TOO-LARGE`, or as `parseJson` does
 */
export async function readInput(name: string): Promise<unknown> {
  if (name === '-') return parseJson(await readStandardInput());
  const path = resolve(name);
  if (!existsSync(path)) {
    throw new QuorateError(
      'QRT-REVIEW-INPUT',
      `there is no file ${name}`,
      'Name a plan file, its JSON, or - for standard input; `quorate review --stack ENV` makes the plan itself.',
    );
  }
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw tooLarge(name, size);
  const bytes = readFileSync(path);
  // A plan file is a zip archive; only Terraform itself can read it, in the folder that it was made in.
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return parseJson(isArchive ? await showPlan(path, dirname(path)) : textOf(bytes));
}

/** Acknowledgements of the named file, or of the project's own where there is one. */
export function readAcknowledgements(name: string | undefined): AcknowledgementEntry[] {
  const path = name ?? ACKNOWLEDGEMENT_FILE;
  if (name === undefined && !existsSync(path)) return [];
  return parseAcknowledgements(readText(path), path);
}

/** A JSON file that is named by an option. */
export function readJsonFile(name: string): unknown {
  return parseJson(readText(name));
}

/** Text as it is written by every shell: PowerShell redirects in UTF-16. */
function textOf(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new QuorateError(
      'QRT-REVIEW-INPUT',
      `cannot read ${path}: ${reasonOf(error)}`,
      'Check the name of the file.',
    );
  }
}

async function readStandardInput(): Promise<string> {
  try {
    return await readAll(process.stdin);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge('the input', LARGEST_BYTES);
    throw error;
  }
}

function tooLarge(name: string, bytes: number): QuorateError {
  return new QuorateError(
    'QRT-REVIEW-TOO-LARGE',
    `${name} has ${Math.round(bytes / 1024 / 1024)} MiB; plans up to ${LARGEST_BYTES / 1024 / 1024} MiB can be read`,
    'Split the stack: a plan of this size cannot be reviewed by anybody.',
  );
}
