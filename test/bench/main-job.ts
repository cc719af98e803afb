import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { Lab } from '../e2e/support/lab.js';
import { type Figure, seconds } from './measure.js';
import { describePhases, FRESH_DEPLOY, follow, type Phase, UNCHANGED_DEPLOY } from './phases.js';

/** Figures of the main job, each with where its time goes when that is known. */
export type MainJobFigure = Figure & { readonly phases?: string };

/** The figures of the main job: deploy from nothing, deploy of no change, status, memory of the agents. */
export async function benchMainJob(runs: number): Promise<MainJobFigure[]> {
  const toolsAlone = { name: 'cdktf deploy of a stack with nothing but terraform_data', ...(await emptyDeploys(runs)) };
  const nodeAlone = { name: 'node -e 0', samples: await seconds(runs, () => execa(process.execPath, ['-e', '0'])) };
  const lab = Lab.create({ label: 'bench' });
  try {
    const fresh = await deploys(lab, runs, FRESH_DEPLOY, () => lab.quorate(['down', lab.environment, '--force']));
    const again = await deploys(lab, runs, UNCHANGED_DEPLOY);
    const status = await seconds(runs * 3, () => lab.quorate(['status', lab.environment, '--json']));
    return [
      {
        name: 'cdktf deploy from nothing to three verified voters',
        unit: 's',
        target: 12,
        against: { name: toolsAlone.name, samples: toolsAlone.fresh },
        ...fresh,
      },
      {
        name: 'cdktf deploy of no change',
        unit: 's',
        target: 4,
        against: { name: toolsAlone.name, samples: toolsAlone.again },
        ...again,
      },
      { name: 'quorate status --json', unit: 's', target: 0.5, samples: status, against: nodeAlone },
      { name: 'agent, resident memory', unit: 'MB', target: 80, samples: agentMemory(lab) },
    ];
  } finally {
    await lab.remove();
  }
}

async function deploys(lab: Lab, runs: number, phases: readonly Phase[], before?: () => Promise<unknown>) {
  const parts: number[][] = [];
  const deploy = async (): Promise<void> => {
    const run = follow(phases);
    await lab.deploy({}, run.line);
    parts.push(run.ended());
  };
  const samples = await seconds(runs, deploy, before);
  // The first run only warmed up.
  return { samples, phases: describePhases(phases, parts.slice(1)) };
}

/** What cdktf and Terraform cost on this machine without a provider: nothing to download, a built-in resource. */
async function emptyDeploys(runs: number): Promise<{ fresh: number[]; again: number[] }> {
  const lab = Lab.create({ label: 'empty', main: emptyStack });
  const forget = () => lab.run('rm', ['-rf', `terraform.${lab.environment}.tfstate`, 'cdktf.out']);
  try {
    const fresh = await seconds(runs, () => lab.deploy(), forget);
    return { fresh, again: await seconds(runs, () => lab.deploy()) };
  } finally {
    await lab.remove();
  }
}

function emptyStack(environment: string): string {
  return `
    import { App, DataResource, TerraformStack } from 'cdktf';
    const app = new App();
    new DataResource(new TerraformStack(app, '${environment}'), 'empty');
    app.synth();`;
}

/** Resident memory of every agent of the lab, in MB, as the kernel counts it. */
function agentMemory(lab: Lab): number[] {
  const machines = path.join(lab.store, 'machines');
  return readdirSync(machines).map((id) => {
    const { pid } = JSON.parse(readFileSync(path.join(machines, id, 'agent.pid'), 'utf8')) as { pid: number };
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1000;
  });
}
