import { QuorateError } from '../../schema/index.js';

const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * The platform that engines run on here, in the vendors' words: `linux_amd64`.
 *
 * @throws QuorateError `QRT-PLATFORM` where no cluster can be run.
 */
export function enginePlatform(system: string = process.platform, architecture: string = process.arch): string {
  const name = Object.entries(ARCHITECTURES).find(([node]) => node === architecture)?.[1];
  if (system === 'linux' && name !== undefined) return `linux_${name}`;
  throw new QuorateError(
    'QRT-PLATFORM',
    `engines run on Linux on amd64 or arm64, this is ${system} on ${architecture}`,
    'Use a Linux machine, a virtual machine or a Linux container.',
  );
}
