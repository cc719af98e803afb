import { describe, expect, it } from 'vitest';
import { engineRelease, environmentName, imageDigest, machineId, slotName } from '../../src/schema/index.js';

const RULES = [
  {
    name: 'an environment',
    schema: environmentName,
    good: ['lab', 'a', 'prod-eu-1', 'a'.repeat(31)],
    bad: ['', 'Lab', '1lab', '-lab', 'lab_1', 'a.b', '../lab', 'lab\n', 'a'.repeat(32)],
  },
  { name: 'a slot', schema: slotName, good: ['a', 'z'], bad: ['', 'A', 'aa', '1', 'a\n'] },
  {
    name: 'a machine',
    schema: machineId,
    good: ['a-1a2b3c4d', 'seal-00000000'],
    bad: ['a-1a2b3c4', 'a-1a2b3c4d5', 'A-1a2b3c4d', '-1a2b3c4d', 'a-1A2b3c4d', '../a-1a2b3c4d', 'a-1a2b3c4d\n'],
  },
  {
    name: 'an image digest',
    schema: imageDigest,
    good: [`sha256:${'0a'.repeat(32)}`],
    bad: ['0a'.repeat(32), `sha256:${'0A'.repeat(32)}`, `sha256:${'0'.repeat(63)}`, `sha256:${'0'.repeat(64)}\n`],
  },
];

describe.each(RULES)('the name of $name', ({ schema, good, bad }) => {
  it.each(good)('may be %j', (text) => {
    expect(schema.safeParse(text).success).toBe(true);
  });

  it.each(bad)('is not %j, and the refusal says what one looks like', (text) => {
    const { error } = schema.safeParse(text);
    expect(error?.issues[0]?.message).toMatch(/^(an|a) /);
  });
});

describe('an engine release', () => {
  it('is of an engine that clusters can be built of, with a whole version', () => {
    const accepts = (name: string, version: string) => engineRelease.safeParse({ name, version }).success;
    expect([accepts('vault', '1.21.1'), accepts('openbao', '2.5.5')]).toEqual([true, true]);
    expect([accepts('consul', '1.21.1'), accepts('vault', '1.21'), accepts('vault', 'v1.21.1')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
