import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blueGreen } from '../review/support/clusters.js';
import { change, type SyntheticChange } from '../review/support/plans.js';
import { describe, type Figure } from './measure.js';

const PROGRAM = fileURLToPath(new URL('../../bin/quorate.mjs', import.meta.url));
const FORMS = ['md', 'html', 'json', 'sarif'];

/** Says at its end how much memory the program ever held. */
const PRELOAD = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`;

/** Figures of a review as a user runs it: start, reading, all five forms of report, writing them. */
export function benchReview(runs = 5): Figure[] {
  return [
    ...measured(100, runs, { seconds: 0.3, megabytes: null }),
    ...measured(1_000, runs, { seconds: null, megabytes: null }),
    ...measured(10_000, runs, { seconds: 2, megabytes: 400 }),
    ...measured(50_000, Math.min(runs, 3), { seconds: null, megabytes: null }),
  ];
}

interface Targets {
  readonly seconds: number | null;
  readonly megabytes: number | null;
}

function measured(resources: number, runs: number, targets: Targets): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-bench-review-'));
  try {
    const plan = join(folder, 'plan.json');
    writeFileSync(plan, planOf(resources));
    // A hundred are reviewed as in a terminal; larger plans in every form at once.
    const outs = resources <= 100 ? [] : FORMS.flatMap((form) => ['--out', join(folder, `report.${form}`)]);
    run(plan, outs);
    const samples = Array.from({ length: runs }, () => run(plan, outs));
    const what = `review of ${resources} resources, ${outs.length === 0 ? 'terminal' : 'all reports'}`;
    return [
      { name: what, unit: 's', target: targets.seconds, samples: samples.map(({ seconds }) => seconds) },
      {
        name: `${what}, peak memory`,
        unit: 'MB',
        target: targets.megabytes,
        samples: samples.map(({ megabytes }) => megabytes),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(plan: string, outs: readonly string[]): { seconds: number; megabytes: number } {
  const script = `node --import "$PRELOAD" "$PROGRAM" review "$@" 2>&1 >/dev/null; status=$?; [ $status -le 4 ] && [ $status -ne 1 ]`;
  const env = { ...process.env, PRELOAD, PROGRAM };
  const start = performance.now();
  const output = execFileSync('sh', ['-c', script, 'sh', plan, ...outs], { env, encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, megabytes: Number(/peak (\d+)/.exec(output)?.[1]) / 1024 };
}

/** A plan as a large stack has them: our cluster, and resources of which most are created, some changed, some replaced. */
function planOf(resources: number): string {
  const policy = (action: string) =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Action: [action, 's3:GetObject'], Resource: '*' }] });
  const ordinary = (index: number, version: number) => ({
    id: `r-${index}`,
    ami: `ami-${version}`,
    tags: { Name: `n${index}`, team: 'platform', version: String(version) },
    rules: [
      { port: 443, cidr: '10.0.0.0/8' },
      { port: 80 + version, cidr: '10.1.0.0/16' },
    ],
    description: `resource number ${index} of the stack, version ${version}`,
    password: `secret-value-${index}`,
    ...(index % 50 === 0 ? { policy: policy(version === 1 ? 's3:PutObject' : 's3:*') } : {}),
  });
  const changes = Array.from({ length: resources }, (_, index): SyntheticChange => {
    const address = `module.m${index % 100}.aws_instance.x["${index}"]`;
    const [before, after] = [ordinary(index, 1), ordinary(index, 2)];
    if (index % 10 < 6) return { address, actions: ['create'], after };
    if (index % 10 < 9) return { address, actions: ['update'], before, after, afterSensitive: { password: true } };
    return { address, actions: ['delete', 'create'], before, after, replacePaths: [['ami']] };
  });
  const plan = { format_version: '1.2', terraform_version: '1.11.4', applyable: true, complete: true, errored: false };
  return JSON.stringify({ ...plan, resource_changes: [...blueGreen(), ...changes].map(change) });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const figure of benchReview(Number(process.argv[2] ?? 5))) process.stdout.write(`${describe(figure)}\n`);
}
