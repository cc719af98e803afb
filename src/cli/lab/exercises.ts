import { rejoinJob, restoreJob, takeSnapshotJob } from '../../cluster/index.js';
import { imageFolder } from '../../image/index.js';
import { QuorateError, type StatusReport, seconds } from '../../schema/index.js';
import type { Exercise } from './exercise.js';
import type { Practice } from './practice.js';

/** The exercises of the course, in its order. */
export const EXERCISES: Readonly<Record<string, (practice: Practice) => Exercise>> = {
  1: deployment,
  2: joining,
  3: failover,
  4: backup,
};

function deployment(practice: Practice): Exercise {
  return {
    title: 'Deploy three nodes',
    steps: [
      {
        title: `cdktf deploy ${practice.name}`,
        why: 'machines are made, one node is initialized, the others join; a second deploy would find nothing to do',
        run: async () => {
          await practice.deploy();
          return summary(await practice.once('be healthy', ({ healthy }) => healthy));
        },
      },
      {
        title: 'write a secret through the balancer and read it back',
        why: 'any node takes requests: a standby hands them on to the leader',
        run: async () => {
          await practice.write('hello', 'world');
          return `hello = ${await practice.read('hello')}`;
        },
      },
    ],
  };
}

function joining(practice: Practice): Exercise {
  let node = '';
  return {
    title: 'Join a node',
    steps: [
      {
        title: 'take a standby out of the raft configuration behind the back of Quorate',
        why: 'a removed node keeps its data, and with that data it can never come back',
        run: async () => {
          const report = await practice.once('be healthy', ({ healthy }) => healthy);
          node = standbyOf(report);
          await practice.asAdmin((admin) => admin.raft.removePeer(node));
          const { voters, problems } = await practice.once('notice it', (seen) => seen.voters < report.voters);
          return `${voters} voters are left; status says ${problems.map(({ code }) => code).join(', ')}`;
        },
      },
      {
        title: `quorate rejoin ${practice.name} NODE`,
        why: 'wipes the node and lets it join: it catches up, proves itself, and gets its vote',
        run: async () => {
          const { voters } = await practice.carryOut('rejoin', rejoinJob(node));
          return `${node} is a member again: ${voters.join(', ')}`;
        },
      },
    ],
  };
}

function failover(practice: Practice): Exercise {
  let leader = '';
  return {
    title: 'Lose the leader',
    steps: [
      {
        title: 'write a secret, then stop the machine that leads',
        why: 'what was acknowledged is on a majority, so that any node that can win an election has it',
        run: async () => {
          const report = await practice.once('be healthy', ({ healthy }) => healthy);
          leader = leaderOf(report);
          await practice.write('kept', 'written before the leader stopped');
          await practice.environment.driver.stop(leader);
          const after = await practice.once('have another leader', (seen) => ![null, leader].includes(seen.leader));
          return `${leader} is stopped, ${after.leader} leads`;
        },
      },
      {
        title: 'read the secret, write another',
        why: 'two of three nodes are a majority',
        run: async () => {
          await practice.write('later', 'written by two nodes');
          return `kept = ${await practice.read('kept')}`;
        },
      },
      {
        title: 'start the machine again',
        why: 'it comes back with its data, catches up and follows; leadership stays where it is',
        run: async () => {
          const { driver, paths } = practice.environment;
          const record = await driver.get(leader);
          await driver.start(leader, imageFolder(paths.images, record?.image ?? ''));
          return summary(await practice.once('be healthy', ({ healthy }) => healthy));
        },
      },
    ],
  };
}

function backup(practice: Practice): Exercise {
  let snapshot = '';
  return {
    title: 'Back up and restore',
    steps: [
      {
        title: `write a secret, then quorate snapshot take ${practice.name}`,
        why: 'a snapshot is encrypted by the engine itself; it is read to its end and its sums are compared',
        run: async () => {
          await practice.once('be healthy', ({ healthy }) => healthy);
          await practice.write('precious', 'from before the mistake');
          const { id, index, size } = await practice.carryOut('snapshot', takeSnapshotJob('an exercise'));
          snapshot = id;
          return `${id}: ${size} bytes, up to index ${index}`;
        },
      },
      {
        title: 'delete the secret',
        why: 'a mistake like any other: every node obeys it at once, replication is no backup',
        run: async () => {
          await practice.delete('precious');
          return `precious = ${await practice.read('precious')}`;
        },
      },
      {
        title: `quorate restore ${practice.name} --snapshot ID`,
        why: 'a safety snapshot first, then everything is as it was; writes stop for six seconds',
        run: async () => {
          const { recovery_ms, lost } = await practice.carryOut('restore', restoreJob(snapshot));
          const found = await practice.read('precious');
          return `precious = ${found}; ${seconds(recovery_ms)} to three proven voters; ${lost.text}`;
        },
      },
    ],
  };
}

function summary({ leader, voters, quorum, failure_tolerance: tolerance }: StatusReport): string {
  return `${leader} leads ${voters} voters, quorum ${quorum}, ${tolerance} may fail`;
}

function leaderOf({ leader, environment }: StatusReport): string {
  if (leader !== null) return leader;
  throw new QuorateError(
    'QRT-NO-LEADER',
    `no node of ${environment} leads`,
    `Run \`npx cdktf deploy ${environment}\`.`,
  );
}

function standbyOf({ nodes, environment }: StatusReport): string {
  const found = nodes.find(({ state }) => state === 'standby');
  if (found) return found.id;
  throw new QuorateError(
    'QRT-EXERCISE',
    `${environment} has no standby, and this exercise needs one`,
    'Deploy a lab of three nodes: QUORATE_LAB_NODES=3.',
  );
}
