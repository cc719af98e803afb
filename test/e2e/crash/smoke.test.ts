import { afterAll, expect, it, vi } from 'vitest';
import { Lab } from '../support/lab.js';
import { breakOff } from './support/break-off.js';
import { Evidence } from './support/evidence.js';
import { moment } from './support/moments.js';
import { expectVerified } from './support/verified.js';

vi.setConfig({ testTimeout: 600_000 });

const lab = Lab.create({ label: 'crash' });
const evidence = new Evidence(lab);
afterAll(() => lab.remove());

/** One environment and one blow after the other: every deploy goes on where the one before it was broken off. */
it('ends in one verified cluster after a deploy that was broken off six times', async () => {
  await breakOff(lab, moment('a machine was spawned and its create has not replied'), 'SIGKILL');
  const spawned = evidence.machines();
  await breakOff(lab, moment('the agent replied and the operator did not store it'), 'SIGKILL');
  expect(evidence.machines()).toEqual(expect.arrayContaining(spawned));
  expect(evidence.custody()).toBe('intent');
  await breakOff(lab, moment('the reply is kept and no cluster confirmed'), 'SIGKILL');
  const kept = evidence.entry();
  await breakOff(lab, moment('the cluster is confirmed and its root token not revoked'), 'SIGKILL');
  await breakOff(lab, moment('the others are joining'), 'Ctrl-C');
  await breakOff(lab, moment('nodes are admitted and the operation has not ended'), 'Ctrl-C');
  await lab.deploy();
  const id = await expectVerified(lab);
  expect(evidence.entry()).toMatchObject({ operation: kept?.operation, cluster_id: id });
});
