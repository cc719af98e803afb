import { randomBytes } from 'node:crypto';

/** Id of one operation: `<kind>-<8 random>`, for example `deploy-5f0c92ab`. Ids are never used again. */
export function newOperationId(kind: string): string {
  return `${kind}-${randomBytes(4).toString('hex')}`;
}
