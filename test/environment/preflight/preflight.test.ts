import { describe, expect, test } from 'vitest';
import { preflight } from '../../../src/environment/preflight/preflight.js';
import { ORDER, OTHER_IMAGE, ToldAccount } from './told-account.js';

const SLOTS = ORDER.slots;
const look = (account: ToldAccount, change: Partial<typeof ORDER> = {}) =>
  preflight({ ...ORDER, ...change }, account.open);

describe('a look at the account before a deploy', () => {
  test('finds nothing where there is room for everything', async () => {
    expect(await look(new ToldAccount())).toEqual([]);
  });

  test('asks for the key alone while no machine is to be made', async () => {
    const account = new ToldAccount().has(SLOTS);
    expect(await look(account)).toEqual([]);
    expect(account.asked).toEqual(['key']);
  });

  test('counts new machines beside all that run, and refuses what the quota does not hold', async () => {
    const account = new ToldAccount().has(SLOTS, OTHER_IMAGE);
    account.running.push('c5.4xlarge', 'g5.xlarge', 'inf2.xlarge', 'x2idn.xlarge', 'p4d.24xlarge');
    account.quotas['L-1216C47A'] = 36;
    expect(await look(account)).toEqual([]);
    account.quotas['L-1216C47A'] = 35;
    const [finding, ...more] = await look(account);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', code: 'QRT-QUOTA' });
    expect(finding?.message).toContain(
      '35 vCPUs may run in eu-west-1 (quota L-1216C47A), 26 do, and 5 m6i.large need 10',
    );
    expect(finding?.cure).toContain('--desired-value 36');
  });

  test('counts only the machines of a repair', async () => {
    const account = new ToldAccount().has(['a', 'b', 'c', 'd']);
    account.quotas['L-1216C47A'] = 10;
    expect(await look(account)).toEqual([]);
    account.quotas['L-1216C47A'] = 9;
    expect(await look(account)).toMatchObject([{ severity: 'error', code: 'QRT-QUOTA' }]);
  });

  test('says at the first deploy that a rollout would not fit', async () => {
    const account = new ToldAccount();
    account.quotas['L-1216C47A'] = 19;
    expect(await look(account)).toMatchObject([{ severity: 'warning', code: 'QRT-QUOTA' }]);
    account.quotas['L-1216C47A'] = 20;
    expect(await look(account)).toEqual([]);
  });

  test.each([
    ['g5.xlarge', 'L-DB2E81BA'],
    ['p5.48xlarge', 'L-417A185B'],
    ['x2idn.large', 'L-7295265B'],
    ['hpc7a.large', 'L-F7808C92'],
    ['trn1.large', 'L-2C3B7624'],
    ['im4gn.large', 'L-1216C47A'],
    ['c7i.large', 'L-1216C47A'],
  ])('holds %s to the quota %s of its family', async (instance_type, code) => {
    const account = new ToldAccount();
    account.quotas = { [code]: 1 };
    const [finding] = await look(account, { instance_type });
    expect(finding?.message).toContain(`quota ${code}`);
  });

  test('wants an address in each subnet for every machine of it, and for endpoints where nothing is yet', async () => {
    const first = new ToldAccount();
    first.free = { 'subnet-1': 6, 'subnet-2': 5, 'subnet-3': 5 };
    expect((await look(first)).map(({ message }) => message)).toEqual([
      'subnet-2 in eu-west-1b has 5 free addresses; expected 6, for 2 new machines beside what is there',
    ]);
    const rollout = new ToldAccount().has(SLOTS, OTHER_IMAGE);
    rollout.free = { 'subnet-1': 2, 'subnet-2': 2, 'subnet-3': 0 };
    expect(await look(rollout)).toMatchObject([{ severity: 'error', code: 'QRT-SUBNET-FULL' }]);
  });

  test('looks into no subnet before it is made, and into the quota of networks then', async () => {
    const account = new ToldAccount();
    const own = { own_network: true, subnet_ids: null };
    expect(await look(account, own)).toEqual([]);
    expect(account.asked).not.toContain('subnets');
    account.networks = 5;
    expect(await look(account, own)).toMatchObject([{ severity: 'error', code: 'QRT-QUOTA' }]);
    expect(await look(account)).toEqual([]);
  });

  test('refuses a zone that does not offer the type, and a type of another architecture', async () => {
    const account = new ToldAccount();
    account.offered = ['eu-west-1a', 'eu-west-1b'];
    expect((await look(account)).map(({ message }) => message)).toEqual([
      'm6i.large is not offered in eu-west-1c; in eu-west-1 it is in eu-west-1a, eu-west-1b',
    ]);
    expect(await look(account, { slots: ['a', 'b'] })).toEqual([]);
    expect(await look(account, { instance_type: 'm7g.large' })).toMatchObject([{ code: 'QRT-NO-CAPACITY' }]);
  });

  test('refuses what Amazon has no room for now, once a zone', async () => {
    const account = new ToldAccount();
    account.launches = { 'subnet-2': 'InsufficientInstanceCapacity' };
    expect(await look(account)).toMatchObject([
      { severity: 'error', code: 'QRT-NO-CAPACITY', message: expect.stringContaining('eu-west-1b') },
    ]);
    account.launches = { 'subnet-2': 'InvalidParameterValue' };
    expect(await look(account)).toMatchObject([{ severity: 'warning', code: 'QRT-NO-CAPACITY' }]);
  });

  test('names a missing permission once', async () => {
    const account = new ToldAccount();
    account.launches = Object.fromEntries(Object.keys(account.free).map((id) => [id, 'UnauthorizedOperation']));
    account.calls = { CreateLaunchTemplate: 'UnauthorizedOperation' };
    expect((await look(account)).map(({ code, message }) => [code, message])).toEqual([
      ['QRT-PERMISSION', 'who deploys may not do ec2:RunInstances (UnauthorizedOperation)'],
      ['QRT-PERMISSION', 'who deploys may not do ec2:CreateLaunchTemplate (UnauthorizedOperation)'],
    ]);
  });

  test.each(['Disabled', 'PendingDeletion', null])('refuses while the key that unseals is %s', async (state) => {
    const account = new ToldAccount().has(SLOTS);
    account.keyState = state;
    expect(await look(account)).toMatchObject([{ severity: 'error', code: 'QRT-SEAL-KEY' }]);
  });

  test('expects no key before the first deploy has made it', async () => {
    const account = new ToldAccount();
    account.keyState = null;
    expect(await look(account)).toEqual([]);
  });

  test('warns of what it may not ask, and goes on with the rest', async () => {
    const account = new ToldAccount();
    account.silent = ['quota', 'key'];
    account.offered = [];
    const findings = await look(account);
    expect(findings.filter(({ severity }) => severity === 'warning')).toMatchObject([
      { code: 'QRT-PREFLIGHT', message: expect.stringContaining('the quota of machines could not be asked for') },
      { code: 'QRT-PREFLIGHT', message: expect.stringContaining('the seal key could not be asked for') },
    ]);
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(3);
  });

  test('refuses nothing where nobody answers', async () => {
    const account = new ToldAccount();
    account.ec2.failing = true;
    expect(await look(account)).toMatchObject([{ severity: 'warning', code: 'QRT-PREFLIGHT' }]);
  });
});
