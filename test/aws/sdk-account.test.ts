import {
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  EC2Client,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openAccount, openEc2 } from '../../src/aws/index.js';
import { preflight } from '../../src/environment/index.js';
import { EVERYTHING } from '../e2e/support/everything.js';
import { ORDER } from '../environment/preflight/told-account.js';
import { withAws } from './aws-server.js';
import { LAUNCH } from './launch-order.js';
import { type Answer, refusal, Trouble } from './trouble.js';

const REGION = 'eu-west-1';
const ALIAS = 'alias/quorate-prod-seal';

describe.runIf(EVERYTHING)('an account as the emulator plays it', () => {
  const server = withAws();
  const place = () => ({ region: REGION, endpoint: server.url });
  let trouble: Trouble | undefined;
  const subnet_ids: string[] = [];

  /** What the emulator does not know, as Amazon would answer it. */
  const behind = async (answers: Readonly<Record<string, Answer>>) => {
    trouble = new Trouble(server.url, async (question, pass) => {
      const action = new URLSearchParams(question.body.toString('utf8')).get('Action') ?? '';
      const target = String(question.headers['x-amz-target'] ?? '');
      const known = Object.entries(answers).find(([name]) => name === action || target.endsWith(`.${name}`));
      return known ? known[1] : await pass(question);
    });
    return { region: REGION, endpoint: await trouble.listen() };
  };
  const json = (body: unknown): Answer => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  });
  const denied = (code: string): Answer => ({
    status: 403,
    headers: { 'content-type': 'text/xml' },
    body: `<Response><Errors><Error><Code>${code}</Code><Message>No.</Message></Error></Errors><RequestID>1</RequestID></Response>`,
  });
  const quotaOf = (Value: number) => ({ GetServiceQuota: json({ Quota: { Value } }) });

  beforeAll(async () => {
    const ec2 = new EC2Client(place());
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/20' }));
    for (const [index, zone] of ORDER.zones.entries()) {
      const subnet = { VpcId: Vpc?.VpcId, CidrBlock: `10.20.${index}.0/28`, AvailabilityZone: zone };
      subnet_ids.push((await ec2.send(new CreateSubnetCommand(subnet))).Subnet?.SubnetId ?? '');
    }
    // One of the stack's digest, as a bake leaves it: machines are tried with it.
    const image = { Name: 'quorate', RootDeviceName: '/dev/xvda', Architecture: 'x86_64' as const };
    const { ImageId = '' } = await ec2.send(new RegisterImageCommand(image));
    const Tags = [{ Key: 'quorate:image', Value: ORDER.image }];
    await ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags }));
    ec2.destroy();
  });
  afterEach(async () => {
    await trouble?.close();
    trouble = undefined;
  });

  test('tells types, zones, free addresses and networks', async () => {
    const account = await openAccount(place());
    expect(await account.instanceTypes(['m6i.large', 'm7g.large', 'none.large'])).toEqual(
      expect.arrayContaining([
        { name: 'm6i.large', vcpus: 2, isAmd64: true },
        { name: 'm7g.large', vcpus: 2, isAmd64: false },
      ]),
    );
    expect(await account.zonesOffering('m6i.large')).toEqual(expect.arrayContaining([...ORDER.zones]));
    expect(await account.subnets(subnet_ids)).toEqual(subnet_ids.map((id) => ({ id, free: 11 })));
    expect(await account.networks()).toBe(2);
    expect(await account.quota('vpc', 'L-F678F1CE')).toBe(5);
  });

  test('counts what runs and makes nothing of a trial', async () => {
    const account = await openAccount(place());
    const before = await account.runningTypes();
    expect(await account.tryLaunch(LAUNCH)).toBeNull();
    expect(await account.tryCall('CreateLaunchTemplate')).toBeNull();
    expect(await account.runningTypes()).toEqual(before);
    const ec2 = await openEc2(place());
    const { id } = await ec2.launch({ ...LAUNCH, clientToken: 'real' });
    expect(await account.runningTypes()).toEqual([...before, 'm6i.large']);
    await ec2.terminate(id);
    expect(await account.runningTypes()).toEqual(before);
  });

  test('tells the state of a key by its alias', async () => {
    const account = await openAccount(place());
    expect(await account.keyState(ALIAS)).toBeNull();
    const kms = new KMSClient(place());
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: KeyMetadata?.KeyId }));
    expect(await account.keyState(ALIAS)).toBe('Enabled');
    await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    expect(await account.keyState(ALIAS)).toBe('Disabled');
    kms.destroy();
  });

  const look = (at: { region: string; endpoint: string }, change: Partial<typeof ORDER> = {}) =>
    preflight({ ...ORDER, subnet_ids, seal_key: null, ...change }, async () => ({
      account: await openAccount(at),
      ec2: await openEc2(at),
    }));

  test('has room, or it is told what has none, by a look before a deploy', async () => {
    expect(await look(await behind(quotaOf(64)))).toEqual([]);
    await trouble?.close();
    const small = await look(await behind(quotaOf(9)));
    expect(small).toMatchObject([{ severity: 'error', code: 'QRT-QUOTA' }]);
    const crowded = await look(place(), { interfaces: 10 });
    expect(crowded.filter(({ code }) => code === 'QRT-SUBNET-FULL')).toHaveLength(2);
    // The emulator knows quotas of networks alone.
    expect(crowded.filter(({ severity }) => severity === 'warning')).toMatchObject([{ code: 'QRT-PREFLIGHT' }]);
  });

  test('without the permission to start machines, or without one to give, is refused', async () => {
    const forbidden = await look(await behind({ ...quotaOf(64), RunInstances: denied('UnauthorizedOperation') }));
    expect(forbidden).toMatchObject([{ severity: 'error', code: 'QRT-PERMISSION' }]);
    await trouble?.close();
    const empty = await look(await behind({ ...quotaOf(64), RunInstances: denied('InsufficientInstanceCapacity') }));
    expect(empty.map(({ code }) => code)).toEqual(['QRT-NO-CAPACITY', 'QRT-NO-CAPACITY', 'QRT-NO-CAPACITY']);
  });

  test('that may not be asked for its quotas is not refused', async () => {
    const findings = await look(await behind({ GetServiceQuota: refusal('AccessDeniedException') }));
    expect(findings).toMatchObject([{ severity: 'warning', code: 'QRT-PREFLIGHT' }]);
    expect(findings[0]?.message).toContain('AccessDenied');
  });
});
