import { execa } from 'execa';
import { maskShapes } from '../review/index.js';
import { QuorateError } from '../schema/index.js';

/** Name or path of the binary, as cdktf reads it: Terraform or OpenTofu. */
export function terraformBinary(): string {
  return process.env['TERRAFORM_BINARY_NAME'] || 'terraform';
}

/**
 * The JSON form of a plan file.
 *
 * @param folder - initialised folder of the stack, where the providers are
 * @throws QuorateError `QRT-REVIEW-PLAN` when Terraform cannot show it
 */
export async function showPlan(path: string, folder: string): Promise<string> {
  const shown = await execa(terraformBinary(), ['show', '-json', '-no-color', path], {
    cwd: folder,
    reject: false,
    stdin: 'ignore',
    maxBuffer: 520 * 1024 * 1024,
  });
  if (shown.exitCode === 0) return shown.stdout;
  throw planningFailed(`${terraformBinary()} cannot show the plan ${path}`, shown.stderr || shown.shortMessage || '');
}

/** An error that carries the end of what a program printed, without what looks like a secret. */
export function planningFailed(what: string, output: string): QuorateError {
  const lines = maskShapes(output)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const end = lines.slice(-40).join('\n');
  return new QuorateError(
    'QRT-REVIEW-PLAN',
    end === '' ? what : `${what}:\n${end}`,
    'Cure the error above, then run the command again.',
  );
}
