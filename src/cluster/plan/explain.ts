import type { Plan, PlannedStep, Step } from '../model/index.js';

/** A step in a few words, as journals and plans print it. */
export function describeStep(step: Step): string {
  switch (step.type) {
    case 'wait':
      return ['wait for', step.until.replaceAll('-', ' '), ...step.nodes].join(' ');
    case 'join':
      return `join ${step.node}${step.nonVoter ? ' as a non-voter' : ''}`;
    case 'reset':
      return `wipe ${step.node}${step.member ? ' and remove it' : ''}`;
    case 'hold':
      return `hold joiners back for up to ${step.seconds} s`;
    case 'release':
      return 'let joiners become voters';
    case 'settle':
      return 'set production autopilot settings';
    case 'keep-settings':
      return 'mend the settings of the engine';
    case 'confirm-keys':
      return `confirm the keys of cluster ${step.clusterId}`;
    case 'intend':
      return `record that ${step.version} may lead`;
    case 'roll-back':
      return `roll back ${step.nodes.join(' ')}`;
    case 'snapshot':
      return 'take and verify the pre-upgrade snapshot';
    case 'restore':
      return `restore snapshot ${step.snapshot}`;
    case 'migrate-seal':
      return `start ${step.node} with the seal ${step.to}`;
    case 'record-seal':
      return `record that ${step.seal} is the seal`;
    case 'hook':
      return 'run the hook';
    default:
      return `${step.type.replaceAll('-', ' ')} ${step.node}`;
  }
}

/** A plan as lines of text: every step with its reason and the figures after it (law 12). */
export function explain(plan: Plan): readonly string[] {
  const risks = plan.risks.map((risk) => `risk ${risk.code}: ${risk.message}`);
  switch (plan.kind) {
    case 'nothing':
      return ['nothing to do', ...risks];
    case 'steps': {
      const ends = plan.outlook === null ? [] : [`then held, ${plan.outlook.code}: ${plan.outlook.message}`];
      return [...plan.steps.map(explainStep), ...ends, ...risks];
    }
    default:
      return [`${plan.kind}, ${plan.problem.code}: ${plan.problem.message}`, plan.problem.cure, ...risks];
  }
}

function explainStep({ step, phase, reason, voters, quorum, tolerance }: PlannedStep): string {
  return `${phase}: ${describeStep(step)}: ${reason} (voters ${voters}, quorum ${quorum}, tolerance ${tolerance})`;
}
