import { execa } from 'execa';

/** A system program that could not be run, with what it said. */
class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/**
 * Runs a system program to its end; gives its standard output.
 *
 * @throws Error with what the program said, when it fails.
 */
export async function command(program: string, args: readonly string[], input = ''): Promise<string> {
  const { stdout, stderr, failed, shortMessage } = await execa(program, args, {
    input,
    reject: false,
    env: { LC_ALL: 'C' },
  });
  if (!failed) return stdout;
  throw new CommandFailed(`${shortMessage ?? program}${stderr ? `: ${stderr}` : ''}`);
}
