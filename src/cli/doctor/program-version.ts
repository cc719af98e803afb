import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Surroundings } from './finding.js';

const PATIENCE_MS = 10_000;

/** What a program prints when it is asked for its version; null when it is not on PATH or does not run. */
export async function outputOf(
  program: string,
  args: readonly string[],
  { env }: Surroundings,
): Promise<string | null> {
  try {
    const quiet = { ...env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
    const { stdout } = await promisify(execFile)(program, [...args], { env: quiet, timeout: PATIENCE_MS });
    return stdout;
  } catch {
    return null;
  }
}
