import { describe, expect, it } from 'vitest';
import { activeEngine, addressOf } from '../../../src/cluster/steps/context.js';
import { THREE } from '../spec/example.js';
import { context, engine } from './support/context.js';

const [A, B, C] = THREE;
const silent = { health: () => Promise.reject(new Error('no answer')) };

describe('the engine that steps work on', () => {
  it('is the one whose health says active, asked of the nodes themselves', async () => {
    const active = engine(200);
    const steps = context({ engines: { [A]: engine(429), [B]: silent, [C]: active } });
    expect(await activeEngine(steps)).toBe(active);
  });

  it('is never one on a machine that does not run, whatever answers on its address', async () => {
    const steps = context({
      machines: { [A]: 'stopped' },
      engines: { [A]: engine(200), [B]: engine(429), [C]: engine(503) },
    });
    await expect(activeEngine(steps)).rejects.toMatchObject({
      code: 'QRT-NO-LEADER',
      cure: expect.stringContaining('deploy again'),
    });
  });
});

it('the address of a machine that is gone is an error with the cure', async () => {
  expect(await addressOf(context(), B)).toBe('127.64.205.2');
  await expect(addressOf(context(), 'd-00000004')).rejects.toMatchObject({ code: 'QRT-NO-MACHINE' });
});
