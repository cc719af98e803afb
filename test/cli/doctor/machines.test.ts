import { expect, it } from 'vitest';
import { checkMachines } from '../../../src/cli/doctor/machines.js';

it('tells what real machines lack here, and fails nobody who does not want them', () => {
  const lacked = {
    lacks: 'real machines cannot be made here: nft not found',
    cure: 'As root: apt-get install nftables',
  };
  expect(checkMachines(lacked)).toMatchObject({ result: 'warn', message: lacked.lacks, fix: lacked.cure });
  expect(checkMachines(null)).toMatchObject({ result: 'ok' });
});
