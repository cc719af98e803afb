import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusReport } from '../../src/schema/index.js';
import { bakeHere } from '../aws/platform/bake.js';
import { World } from '../aws/platform/world.js';
import { prodLab } from '../aws/prod-lab.js';
import { layStandIn } from '../aws/stand-in/install.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { EVERYTHING } from './support/everything.js';

const { lab, stack } = prodLab('prod');
const CDKTF = path.resolve('node_modules/.bin/cdktf');

describe.runIf(EVERYTHING && HAS_MACHINES)('the stack prod on what plays Amazon', () => {
  let world: World;
  const cdktf = (...args: readonly string[]) => world.run(lab, CDKTF, args);
  const status = async () => {
    const { stdout, text } = await world.quorate(lab, ['status', lab.environment, '--json']);
    if (!stdout.startsWith('{')) throw new Error(text);
    return statusReport.parse(JSON.parse(stdout));
  };

  beforeAll(async () => {
    const synth = await lab.cdktf(['synth', lab.environment]);
    if (synth.exitCode !== 0) throw new Error(synth.text);
    await layStandIn(stack);
    world = await World.open({
      region: 'eu-west-1',
      firstSubnet: '10.20.0',
      balancerName: `vault.${lab.environment}.quorate.internal`,
      environment: lab.environment,
    });
    await world.addStateBucket('acme-terraform-state');
    const { digest, root } = await bakeHere(lab.folder, '1.21.1');
    await world.addImage(digest, root);
  });
  afterAll(async () => {
    await world.close();
    await lab.remove();
  });

  test('is founded by one deploy: five voters in three zones, unsealed by KMS, behind the balancer', async () => {
    const started = performance.now();
    const deploy = await cdktf('deploy', lab.environment, '--auto-approve');
    expect(deploy.exitCode, `${deploy.text}\n${world.instances?.failures.join('\n')}`).toBe(0);
    console.log(`deployed in ${Math.round(performance.now() - started)} ms`);
    const report = await status();
    expect(report).toMatchObject({ healthy: true, voters: 5, failure_tolerance: 2, seal: { type: 'awskms' } });
    expect(new Set(report.nodes.map(({ zone }) => zone)).size).toBe(3);
  });
});
