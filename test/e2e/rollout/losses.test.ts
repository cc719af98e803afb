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
import type { Sighting } from '../support/voter-watch.js';

const OLD = { QUORATE_LAB_ENGINE: 'vault@1.19.0' };
const NEW = { QUORATE_LAB_ENGINE: 'vault@1.21.1' };

interface Loss {
  readonly what: string;
  /** Beginning of the journal line at which it happens. */
  readonly at: string;
  readonly whom: (before: StatusReport) => string;
  readonly strike: (access: LabAccess, machine: string) => Promise<void>;
}

const LOSSES: readonly Loss[] = [
  {
    what: 'an old follower dies while the new nodes join',
    at: 'started join',
    whom: (before) => leaderAndFollower(before)[1],
    strike: killMachine,
  },
  {
    what: 'the old leader dies while the new nodes are held back',
    at: 'started prove',
    whom: (before) => leaderAndFollower(before)[0],
    strike: killMachine,
  },
  {
    what: 'the old leader falls asleep as it steps down',
    at: 'done step down',
    whom: (before) => leaderAndFollower(before)[0],
    strike: async (access, machine) => {
      const engine = await readLivePid(`${access.machine(machine)}/engine.pid`);
      if (engine) process.kill(engine.pid, 'SIGSTOP');
    },
  },
];

describe.skipIf(!EVERYTHING).each(LOSSES)('an upgrade in which $what', ({ at, whom, strike }) => {
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
      await strike(access, whom(before));
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
    const struck = whom(rollout.before);
    // Whoever takes over from one that is frozen is silent for longer than a look lasts.
    const alive = ({ voters, live, health }: Sighting) =>
      voters.filter((id) => live.includes(id) || (id !== struck && health[id] === 'timeout'));
    expect(rollout.sightings.filter((seen) => alive(seen).length <= seen.voters.length / 2)).toEqual([]);
  });
});
