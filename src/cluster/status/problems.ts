import { deployCommand, type Problem, type StatusReport } from '../../schema/index.js';

/** The transit server that members unseal with, as seen from its own agent. */
export interface SealServerView {
  readonly id: string;
  readonly state: 'serving' | 'sealed' | 'down' | 'unknown';
}

type Facts = Omit<StatusReport, 'problems' | 'healthy'> & {
  readonly desired: readonly string[];
  readonly balancer_address: string | null;
  readonly seal_server: SealServerView | null;
};

/** What is wrong, each with its cure; empty when nothing is. */
export function problemsOf(facts: Facts): readonly Problem[] {
  return [
    ...leadership(facts),
    ...facts.nodes.flatMap((node) => nodeProblems(facts, node)),
    ...tolerance(facts),
    ...balancer(facts),
    ...sealServer(facts),
  ];
}

function leadership({ leader, environment }: Facts): Problem[] {
  if (leader) return [];
  return [
    {
      code: 'QRT-NO-LEADER',
      message: 'no node is active: the cluster serves nothing',
      fix: `Wait a few seconds for an election; if it lasts, see the nodes below and run \`${deployCommand(environment)}\`.`,
    },
  ];
}

function nodeProblems({ environment, desired }: Facts, node: StatusReport['nodes'][number]): Problem[] {
  const deploy = `Run \`${deployCommand(environment)}\`.`;
  const wanted = desired.includes(node.id);
  switch (node.state) {
    case 'active':
    case 'standby':
      return wanted && !node.voter
        ? [{ code: 'QRT-NOT-A-VOTER', message: `${node.id} serves but has no vote`, fix: deploy }]
        : [];
    case 'sealed':
      return [
        {
          code: 'QRT-SEALED',
          message: `${node.id} is sealed`,
          fix: `Check that its seal can be reached; with the Shamir seal run \`quorate unseal ${environment}\`.`,
        },
      ];
    case 'uninitialized':
      return [{ code: 'QRT-NOT-JOINED', message: `${node.id} has not joined the cluster`, fix: deploy }];
    case 'removed':
      return [{ code: 'QRT-REMOVED', message: `${node.id} was removed from the cluster and still runs`, fix: deploy }];
    case 'down':
      return [{ code: 'QRT-DOWN', message: `${node.id} is down: its machine or its engine has stopped`, fix: deploy }];
    case 'unknown':
      return [
        {
          code: 'QRT-UNREACHABLE',
          message: `${node.id} runs and does not answer, or does not hear its leader`,
          fix: 'Look at logs/agent.log and logs/engine.log of this machine; it is not replaced while it may be alive.',
        },
      ];
  }
}

function tolerance({ failure_tolerance, desired, voters, environment }: Facts): Problem[] {
  const designed = Math.floor((desired.length - 1) / 2);
  if (failure_tolerance >= designed && voters >= desired.length) return [];
  return [
    {
      code: 'QRT-TOLERANCE',
      message: `${failure_tolerance} more nodes may fail; the cluster was designed for ${designed}`,
      fix: `Run \`${deployCommand(environment)}\` to bring it back to ${desired.length} voters.`,
    },
  ];
}

function balancer({ load_balancer, balancer_address, environment }: Facts): Problem[] {
  if (balancer_address !== null && !load_balancer) {
    return [
      {
        code: 'QRT-BALANCER-DOWN',
        message: `the load balancer on ${balancer_address} does not answer: clients reach the cluster only at its nodes`,
        fix: `Run \`${deployCommand(environment)}\`: it starts it again with the targets it had.`,
      },
    ];
  }
  if (!load_balancer?.failing_open) return [];
  return [
    {
      code: 'QRT-FAILING-OPEN',
      message: 'no target of the load balancer is healthy, so traffic goes to all of them',
      fix: 'The nodes below say why they are not ready.',
    },
  ];
}

function sealServer({ seal_server, environment }: Facts): Problem[] {
  if (seal_server === null || seal_server.state === 'serving') return [];
  const { id, state } = seal_server;
  const how = { sealed: 'is sealed', down: 'is down', unknown: 'does not answer' }[state];
  return [
    {
      code: 'QRT-SEAL-DOWN',
      message: `the seal server ${id} ${how}: nodes go on serving, and one that restarts stays sealed`,
      fix: `Run \`${deployCommand(environment)}\`: it starts the seal server, which unseals itself.`,
    },
  ];
}
