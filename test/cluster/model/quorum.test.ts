import { expect, test } from 'vitest';
import { quorumOf, toleranceOf } from '../../../src/cluster/model/index.js';

test.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 3],
  [6, 4],
  [7, 4],
])('of %i voters %i have to agree', (voters, quorum) => {
  expect(quorumOf(voters)).toBe(quorum);
});

test('a dead voter that is not removed costs tolerance', () => {
  expect(toleranceOf(3, 3)).toBe(1);
  expect(toleranceOf(3, 2)).toBe(0);
  expect(toleranceOf(4, 3)).toBe(0);
  expect(toleranceOf(3, 1)).toBe(-1);
});
