import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateSubnetCommand, CreateVpcCommand, DescribeImagesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newSshKeyPair } from '../../src/channel/index.js';
import { EVERYTHING } from '../e2e/support/everything.js';
import { until } from '../engine/support/until.js';
import { HAS_MACHINES } from '../machines/nspawn/support/has-machines.js';
import { bakeHere } from './platform/bake.js';
import { World } from './platform/world.js';

const REGION = 'eu-west-1';
/** An image is baked first. */
const LONG_MS = 300_000;
const said = z.object({
  before: z.string(),
  id: z.string(),
  shielded: z.string(),
  identity: z.looseObject({ machine_id: z.string(), address: z.string(), zone: z.string() }),
  left: z.array(z.unknown()),
});

describe.runIf(EVERYTHING && HAS_MACHINES)('an instance with a real machine behind it', () => {
  let folder: string;
  let world: World;
  let told: z.infer<typeof said>;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'meeting-'));
    const image = await bakeHere(process.cwd(), '1.21.1', folder);
    world = await World.open({
      region: REGION,
      firstSubnet: '10.20.0',
      balancerName: 'vault.prod.quorate.internal',
      environment: 'prod',
    });
    const key = path.join(folder, 'key');
    const operator = await newSshKeyPair('operator');
    await writeFile(key, operator.privateKey, { mode: 0o600 });
    await run(image, operator.publicKey);
    const program = path.join(import.meta.dirname, 'platform', 'operator.ts');
    const command = ['netns', 'exec', world.network.operators, process.execPath, '--import', 'tsx', program];
    const { stdout } = await execa('ip', [...command, 'prod', key, REGION], { env: world.variables });
    told = said.parse(JSON.parse(stdout));
  }, LONG_MS);
  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  }, LONG_MS);

  test('is sent nothing before it was met', () => {
    expect(told.before).toContain('no deploy has met');
  });

  test('is met by the host key on its console, and knows from its metadata what it is', () => {
    expect(told.identity).toMatchObject({ machine_id: told.id, address: '10.20.0.4', zone: 'eu-west-1a' });
  });

  test('is not terminated before it was released', () => {
    expect(told.shielded).toContain('OperationNotPermitted');
    expect(told.left).toEqual([]);
  });

  test('has nothing left of its machine once it is terminated', async () => {
    await until('the machine is gone', async () => {
      const names = await world.machines();
      return names.length === 0 ? true : { not: names };
    });
  });

  async function run({ digest, root }: { digest: string; root: string }, operator_key: string): Promise<void> {
    await world.addImage(digest, root);
    const front = world.front;
    const { Vpc } = await front.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/20' }));
    const { Subnet } = await front.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.20.0.0/24', AvailabilityZone: `${REGION}a` }),
    );
    const { Images = [] } = await front.send(new DescribeImagesCommand({ Owners: ['self'] }));
    const ami = Images.find(({ Tags = [] }) => Tags.some(({ Value }) => Value === digest));
    const [networks, tags] = [['10.20.0.0/24'], { environment: 'prod', slot: 'a', image: digest }];
    const access = {
      operator_key,
      operators: ['10.1.0.0/24'],
      members: networks,
      balancers: [...networks, '10.20.0.0/20'],
    };
    const Tags = Object.entries(tags).map(([name, Value]) => ({ Key: `quorate:${name}`, Value }));
    const order = {
      MinCount: 1,
      MaxCount: 1,
      ImageId: ami?.ImageId ?? '',
      SubnetId: Subnet?.SubnetId ?? '',
      DisableApiTermination: true,
      UserData: Buffer.from(JSON.stringify({ ...tags, role: 'member', access })).toString('base64'),
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags }],
    };
    await front.send(new RunInstancesCommand(order));
  }
});
