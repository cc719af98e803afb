import { expect, test } from 'vitest';
import type { ClusterSpec } from '../../../src/cluster/index.js';
import { membershipChange } from '../../../src/environment/measurement/membership-change.js';

const specOf = (...ids: string[]): Pick<ClusterSpec, 'members'> => ({
  members: Object.fromEntries(
    ids.map((id) => [
      id.charAt(0),
      { machine_id: id, slot: id.charAt(0), zone: 'z', address: '127.64.0.1', image: 'sha256:0', version: '1.21.1' },
    ]),
  ) as ClusterSpec['members'],
});

test('the first deploy of a cluster is no change, because nobody writes to it yet', () => {
  expect(membershipChange({ established: null }, specOf('a-1', 'b-1', 'c-1'))).toBeNull();
});

test('a deploy of the members that there are is no change', () => {
  expect(membershipChange({ established: ['c-1', 'a-1', 'b-1'] }, specOf('a-1', 'b-1', 'c-1'))).toBeNull();
});

test('other machines, more machines and fewer machines are changes', () => {
  const established = ['a-1', 'b-1', 'c-1'];
  expect(membershipChange({ established }, specOf('a-2', 'b-1', 'c-1'))).toMatchObject({ leaving: ['a-1'] });
  expect(membershipChange({ established }, specOf('a-1', 'b-1', 'c-1', 'd-1'))).toMatchObject({ leaving: [] });
  expect(membershipChange({ established }, specOf('a-1'))).toMatchObject({ leaving: ['b-1', 'c-1'] });
});
