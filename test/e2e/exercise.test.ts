import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { EVERYTHING } from './support/everything.js';
import { Lab } from './support/lab.js';

test.runIf(EVERYTHING)('all four exercises run to their end on a fresh checkout, and show what they say', async () => {
  const lab = Lab.create({ label: 'course' });
  onTestFinished(() => lab.remove(), 120_000);
  const plan = await lab.quorate(['lab', 'exercise', 'all', lab.environment, '--plan']);
  expect(plan.stdout.match(/^- /gm)).toHaveLength(10);
  const done = await lab.quorate(['lab', 'exercise', 'all', lab.environment, '--json']);
  expect(done.exitCode, done.text).toBe(0);
  const seen = z.array(z.object({ seen: z.string() })).parse(JSON.parse(done.stdout));
  const text = seen.map((step) => step.seen).join('\n');
  for (const shown of [
    'leads 3 voters, quorum 2, 1 may fail',
    'hello = world',
    '2 voters are left',
    'is a member again',
    'kept = written before the leader stopped',
    'precious = nothing',
    'precious = from before the mistake',
  ]) {
    expect(text).toContain(shown);
  }
  expect(await lab.status()).toMatchObject({ healthy: true, voters: 3 });
});
