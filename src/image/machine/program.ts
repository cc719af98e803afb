import { execa } from 'execa';
import { QuorateError } from '../../schema/index.js';

/** Debian's package of each program that a bake needs. */
const PACKAGES: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  mksquashfs: 'squashfs-tools',
  npm: 'npm',
  tar: 'tar',
};

/**
 * Runs one of the programs that a bake needs; gives its standard output.
 *
 * @throws QuorateError `QRT-BAKE-PROGRAM` when it is not installed; Error with what it said when it fails.
 */
export async function program(
  name: string,
  args: readonly string[],
  { signal, env = {} }: { signal?: AbortSignal; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  signal?.throwIfAborted();
  const { stdout, stderr, failed, code, shortMessage } = await execa(name, args, {
    reject: false,
    env: { ...env, LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  if (!failed) return stdout;
  signal?.throwIfAborted();
  if (code === 'ENOENT') throw missing(name);
  throw new Error(`${shortMessage ?? name}\n${stderr.slice(-2_000)}`);
}

function missing(name: string): QuorateError {
  const debianPackage = PACKAGES[name] ?? name;
  return new QuorateError(
    'QRT-BAKE-PROGRAM',
    `${name} is needed to bake a machine image and is not installed`,
    `Install Debian's package ${debianPackage}: \`apt-get install ${debianPackage}\`.`,
  );
}
