import { expect, test } from 'vitest';
import { orDiskFull } from '../../../src/engine/acquire/failures.js';

test.for(['ENOSPC', 'EDQUOT'])('%s is told as a full disk, with the folder and what to move', (code) => {
  const error = Object.assign(new Error(`${code}: write`), { code });
  expect(orDiskFull(error, '/cache')).toMatchObject({
    code: 'QRT-DISK-FULL',
    message: expect.stringContaining('/cache'),
    cure: expect.stringContaining('XDG_CACHE_HOME'),
  });
});

test('every other error stays what it is', () => {
  const error = Object.assign(new Error('EACCES'), { code: 'EACCES' });
  expect(orDiskFull(error, '/cache')).toBe(error);
});
