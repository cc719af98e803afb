import path from 'node:path';
import { prodLab } from '../aws/prod-lab.js';
import { installStandIn } from '../aws/stand-in/install.js';
import { type Figure, seconds } from './measure.js';

/** Figures of what can be done for AWS without AWS: synthesis of the stack prod, and the review of its plan. */
export async function benchAws(runs: number): Promise<Figure[]> {
  const { lab, stack } = prodLab('bench-aws');
  const terraform = (...args: readonly string[]) => lab.run('terraform', args, { cwd: stack });
  try {
    const synth = await seconds(runs, () => lab.cdktf(['synth', lab.environment]));
    await installStandIn(stack);
    await terraform('init');
    await terraform('plan', '-input=false', '-out=plan');
    const plan = path.join(lab.folder, 'plan.json');
    await lab.run('sh', ['-c', 'terraform show -json plan > "$1"', 'sh', plan], { cwd: stack });
    const review = await seconds(runs, () => lab.quorate(['review', plan]));
    return [
      { name: 'cdktf synth prod', unit: 's', target: 3, samples: synth },
      { name: 'review of a plan of prod', unit: 's', target: 1, samples: review },
    ];
  } finally {
    await lab.remove();
  }
}
