import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { Lab } from '../e2e/support/lab.js';
import { type Figure, seconds } from './measure.js';

/** The figures of the main job: deploy from nothing, deploy of no change, status, memory of the agents. */
export async function benchMainJob(runs: number): Promise<Figure[]> {
  const lab = Lab.create({ label: 'bench' });
  try {
    const toolAlone = { name: 'terraform init and apply of one empty resource', samples: await emptyApply(runs) };
    const nodeAlone = { name: 'node -e 0', samples: await seconds(runs, () => execa(process.execPath, ['-e', '0'])) };
    const fresh = await seconds(
      runs,
      () => lab.deploy(),
      () => lab.quorate(['down', lab.environment, '--force']),
    );
    const again = await seconds(runs, () => lab.deploy());
    const status = await seconds(runs * 3, () => lab.quorate(['status', lab.environment, '--json']));
    return [
      {
        name: 'cdktf deploy from nothing to three verified voters',
        unit: 's',
        target: 12,
        samples: fresh,
        against: toolAlone,
      },
      { name: 'cdktf deploy of no change', unit: 's', target: 4, samples: again, against: toolAlone },
      { name: 'quorate status --json', unit: 's', target: 0.5, samples: status, against: nodeAlone },
      { name: 'agent, resident memory', unit: 'MB', target: 80, samples: agentMemory(lab) },
    ];
  } finally {
    await lab.remove();
  }
}

/** What Terraform itself costs on this machine: its built-in resource, nothing to download. */
async function emptyApply(runs: number): Promise<number[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const configuration = path.join(folder, 'empty.tfrc');
  writeFileSync(path.join(folder, 'main.tf'), 'resource "terraform_data" "empty" {}\n');
  writeFileSync(configuration, '');
  const options = { cwd: folder, env: { TF_CLI_CONFIG_FILE: configuration, CHECKPOINT_DISABLE: '1' } };
  try {
    return await seconds(runs, async () => {
      await execa('terraform', ['init', '-no-color'], options);
      await execa('terraform', ['apply', '-auto-approve', '-no-color'], options);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
