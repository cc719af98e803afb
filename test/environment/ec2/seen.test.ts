import { beforeEach, describe, expect, test } from 'vitest';
import { Pins } from '../../../src/environment/ec2/pins.js';
import { SeenMachines } from '../../../src/environment/ec2/seen.js';
import { MemoryStore } from '../../operation/support/memory-store.js';
import { ID, IMAGE, MACHINE, PIN, ToldEc2 } from './support/told-ec2.js';

describe('which machines of EC2 there are', () => {
  let ec2: ToldEc2;
  let pins: Pins;
  let seen: SeenMachines;
  const pin = async (change: { pinned_at?: string; claimed?: boolean } = {}) => await pins.add({ ...PIN, ...change });

  beforeEach(() => {
    ec2 = new ToldEc2();
    pins = new Pins(new MemoryStore());
    seen = new SeenMachines('prod', ec2.client, pins);
  });

  test('is told by their tags: slot and the last eight digits of the instance are the machine', async () => {
    ec2.tagged.push(ToldEc2.instance(ID));
    const about = { id: MACHINE, slot: 'a', zone: 'eu-west-1a', address: '10.20.0.4', image: IMAGE };
    expect(await seen.all()).toMatchObject([{ ...about, state: 'running', claimed: false, pin: null }]);
  });

  test.each([
    ['pending', 'unknown'],
    ['running', 'running'],
    ['stopping', 'unknown'],
    ['stopped', 'stopped'],
    ['shutting-down', 'unknown'],
    ['terminated', 'gone'],
  ] as const)('says of one that was met and that EC2 calls %s: %s', async (state, expected) => {
    await pin();
    ec2.tagged.push(ToldEc2.instance(ID, { state, privateAddress: null }));
    expect(await seen.all()).toMatchObject([{ id: MACHINE, address: '10.20.0.4', state: expected }]);
  });

  test('finds one whose tags somebody took away by its id', async () => {
    await pin();
    ec2.byId.set(ID, ToldEc2.instance(ID, { tags: {} }));
    expect(await seen.all()).toMatchObject([{ id: MACHINE, state: 'running' }]);
  });

  test('calls one gone that EC2 tells nothing of only when it has long been known everywhere', async () => {
    await pin({ pinned_at: new Date().toISOString() });
    expect(await seen.all()).toMatchObject([{ id: MACHINE, state: 'unknown' }]);
  });

  test('calls one gone that EC2 knew for long and tells nothing of any more', async () => {
    await pin();
    expect(await seen.all()).toMatchObject([{ id: MACHINE, state: 'gone' }]);
  });

  test('claims nothing when EC2 does not answer', async () => {
    await pin();
    ec2.failing = true;
    await expect(seen.all()).rejects.toThrow('EC2 does not answer');
    ec2.failing = false;
    ec2.tagged.push(ToldEc2.instance(ID));
    expect(await seen.all()).toMatchObject([{ id: MACHINE, state: 'running' }]);
  });

  test('takes no instance without a slot for a machine: builders have the environment’s tag too', async () => {
    ec2.tagged.push(ToldEc2.instance(ID, { tags: { 'quorate:environment': 'prod' } }));
    expect(await seen.all()).toEqual([]);
  });

  test('asks EC2 once for what is asked at the same time', async () => {
    ec2.tagged.push(ToldEc2.instance(ID));
    await Promise.all([seen.all(), seen.one(MACHINE), seen.all()]);
    expect(ec2.asked).toEqual(['tags']);
  });
});
