import { describe, expect, it } from 'vitest';
import { Serializer } from '../../src/agent/serialize.js';

describe('a serializer', () => {
  it('runs one after the other, in the order given, also when the first takes longer', async () => {
    const one = new Serializer();
    const seen: string[] = [];
    let finish = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const runs = [
      one.run(async () => {
        seen.push('first begins');
        await first;
        seen.push('first ends');
      }),
      one.run(async () => void seen.push('second')),
    ];
    await Promise.resolve();
    finish();
    await Promise.all(runs);
    expect(seen).toEqual(['first begins', 'first ends', 'second']);
  });

  it('gives each caller its own result, and goes on after a failure', async () => {
    const one = new Serializer();
    const failure = one.run(() => Promise.reject(new Error('the first failed')));
    const success = one.run(async () => 'second');
    await expect(failure).rejects.toThrow('the first failed');
    await expect(success).resolves.toBe('second');
  });
});
