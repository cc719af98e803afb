import { expect, test } from 'vitest';
import { releasesOf } from '../../../src/environment/measurement/releases.js';
import { moment } from '../../drill/builders.js';

const spec = { engine: { name: 'vault', version: '1.21.1' } } as const;
const change = { established: ['a-old', 'b-old'], leaving: ['a-old', 'b-old'], desired: ['a-new', 'b-new'] };

test('the old version is what the leaving members tell, also when new ones have joined already', () => {
  const moments = [moment(0, 'a-old', ['a-old', 'b-old'], [], ['a-new'])];
  expect(releasesOf(change, spec, moments)).toEqual({
    before: { engine: 'vault', version: '1.19.0', nodes: ['a-old', 'b-old'] },
    after: { engine: 'vault', version: '1.21.1', nodes: ['a-new', 'b-new'] },
  });
});

test('the old version of a dead member is that of the members beside it', () => {
  const dead = { ...change, leaving: ['b-old'], desired: ['a-old', 'b-new'] };
  expect(releasesOf(dead, spec, [moment(0, 'a-old', ['a-old'], [], [])]).before.version).toBe('1.19.0');
});

test('an old version that nobody told is not made up', () => {
  expect(releasesOf(change, spec, []).before.version).toBeNull();
});
