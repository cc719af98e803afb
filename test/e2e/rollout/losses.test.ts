import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLivePid } from '../../../src/process/index.js';
import type { StatusReport } from '../../../src/schema/index.js';
import { Evidence } from '../crash/support/evidence.js';
import { RunningDeploy } from '../crash/support/running-deploy.js';
import { expectVerified } from '../crash/support/verified.js';
import { EVERYTHING } from '../support/everything.js';
import { Lab } from '../support/lab.js';
import { LabAccess, leaderAndFollower } from '../support/lab-access.js';
import { killMachine } from '../support/machines.js';
import { expectNothingLost, type Observed, observed } from '../support/rollout.js';

const OLD = { QUORATE_LAB_ENGINE: 'vault@1.19.0' };
const NEW = { QUORATE_LAB_ENGINE: 'vault@1.21.1' };

interface Loss {
  readonly what: string;
  /** Beginning of the journal line at which it happens. */
  readonly at: string;
  readonly strike: (access: LabAccess, before: StatusReport) => Promise<void>;
}

const LOSSES: readonly Loss[] = [
  {
    what: 'an old follower dies while the new nodes join',
    at: 'started join',
    strike: (access, before) => killMachine(access, leaderAndFollower(before)[1]),
  },
  {
    what: 'the old leader dies while the new nodes are held back',
    at: 'started prove',
    strike: (access, before) => killMachine(access, leaderAndFollower(before)[0]),
  },
  {
    what: 'the old leader falls asleep as it steps down',
    at: 'done step down',
    strike: async (access, before) => {
      const engine = await readLivePid(`${access.machine(leaderAndFollower(before)[0])}/engine.pid`);
      if (engine) process.kill(engine.pid, 'SIGSTOP');
    },
  },
];

describe.skipIf(!EVERYTHING).each(LOSSES)('an upgrade in which $what', ({ at, strike }) => {
  let lab: Lab;
  let access: LabAccess;
  let rollout: Observed;

  beforeAll(async () => {
    lab = Lab.create({ label: 'losses' });
    access = new LabAccess(lab);
    await lab.deploy(OLD);
    const evidence = new Evidence(lab);
    const earlier = evidence.journal().length;
    const before = await lab.status();
    rollout = await observed(lab, access, NEW, async () => {
      const deploy = RunningDeploy.start(lab, { variables: NEW });
      await deploy.reaches(at, () =>
        evidence
          .journal()
          .slice(earlier)
          .some((line) => line.startsWith(at)),
      );
      await strike(access, before);
      await deploy.ended;
      // A deploy that was held says what to do: deploy again.
      return await lab.deploy(NEW);
    });
  }, 900_000);
  afterAll(async () => {
    await access.close();
    await lab.remove();
  });

  test('ends in three voters on new machines, and nothing of the old ones is left', async () => {
    const { before, after } = rollout;
    expect(after).toMatchObject({ healthy: true, voters: 3, cluster_id: before.cluster_id });
    expect(after.nodes.map(({ version }) => version)).toEqual(['1.21.1', '1.21.1', '1.21.1']);
    await expectVerified(lab);
  });

  test('loses no acknowledged write', () => {
    expectNothingLost(rollout);
  });

  test('keeps a majority of the voters alive, or nothing would have been written', () => {
    const majorities = rollout.sightings.map(({ voters, live }) => live.length > voters.length / 2);
    expect(majorities.filter((kept) => !kept)).toEqual([]);
  });
});
