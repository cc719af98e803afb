import { QuorateError, reasonOf } from '../schema/index.js';

/** Amazon's code of what went wrong, such as `InsufficientInstanceCapacity`; undefined when Amazon did not say. */
export function awsCodeOf(error: unknown): string | undefined {
  const cause = error instanceof QuorateError ? error.cause : error;
  return cause instanceof Error && '$metadata' in cause ? cause.name : undefined;
}

/** What failed, where, and what Amazon said. */
export function awsFailure(action: string, region: string, error: unknown): QuorateError {
  const code = awsCodeOf(error);
  return new QuorateError(
    'QRT-AWS',
    `cannot ${action} in ${region}: ${code === undefined ? '' : `${code}: `}${reasonOf(error)}`,
    cureOf(code),
    { cause: error },
  );
}

function cureOf(code: string | undefined): string {
  switch (code) {
    case 'InsufficientInstanceCapacity':
    case 'InsufficientHostCapacity':
    case 'Unsupported':
      return 'Amazon has no machine of this type to give there now: name another type or subnet, or try later. Nothing is left behind.';
    case 'InstanceLimitExceeded':
    case 'VcpuLimitExceeded':
      return 'Ask Amazon for a higher quota of instances of this family, then run the command again.';
    case 'UnauthorizedOperation':
    case 'AccessDenied':
    case 'AccessDeniedException':
      return 'Give the deploying identity the permissions that docs/aws.md lists, then run the command again.';
    case 'RequestLimitExceeded':
    case 'Throttling':
      return 'Amazon answers no faster now; nothing was lost: run the command again in a minute.';
    default:
      return 'Check the credentials, the region and the way to Amazon, then run the command again: it goes on where it was.';
  }
}
