import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Deployment } from '../../src/provider/deployment.js';

test('what others wait for starts before them, in whatever order Terraform asks, and its failure stops nobody', async () => {
  const deployment = new Deployment('/nowhere');
  const order: string[] = [];
  const machine = deployment.afterTheFirst().then(() => order.push('machine'));
  const failing = delay(100).then(() => Promise.reject(new Error('no address is free')));
  const seal = deployment.first(failing).finally(() => order.push('seal'));
  const other = deployment.afterTheFirst().then(() => order.push('other machine'));
  await expect(seal).rejects.toThrow('no address is free');
  await Promise.all([machine, other]);
  expect(order).toEqual(['seal', 'machine', 'other machine']);
});
