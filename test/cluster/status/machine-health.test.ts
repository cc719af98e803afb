import { expect, test } from 'vitest';
import { fullDisks, wrongClocks } from '../../../src/cluster/status/machine-health.js';
import { statusOf } from '../../../src/cluster/status/report.js';
import { spec, THREE } from '../spec/example.js';
import { look } from './look.js';

const [A, B] = THREE;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const disk = (free_bytes: number, size_bytes: number) => look({ [A]: { disk: { free_bytes, size_bytes } } });

test('a disk is full before it is: below 2 GiB, or the twentieth part of a small one', () => {
  for (const roomy of [disk(3 * GIB, 500 * GIB), disk(10 * MIB, 100 * MIB), look()])
    expect(fullDisks(roomy)).toEqual([]);
  for (const full of [disk(GIB, 500 * GIB), disk(4 * MIB, 100 * MIB), disk(0, 50 * GIB)]) {
    expect(fullDisks(full)).toMatchObject([{ code: 'QRT-NODE-DISK', message: expect.stringContaining(A) }]);
  }
});

test('a clock is wrong beyond five seconds, and it is said which way', () => {
  expect(wrongClocks(look({ [A]: { skewMs: 4_000 }, [B]: { skewMs: -4_000 } }))).toEqual([]);
  const said = wrongClocks(look({ [A]: { skewMs: 61_000 }, [B]: { skewMs: -7_200 } })).map(({ message }) => message);
  expect(said).toEqual([
    `the clock of ${A} is 61.0 s ahead of this computer's`,
    `the clock of ${B} is 7.2 s behind this computer's`,
  ]);
});

test('both are problems of the cluster with their cure', () => {
  const { healthy, problems } = statusOf(
    spec(THREE),
    look({ [A]: { disk: { free_bytes: 0, size_bytes: GIB } }, [B]: { skewMs: 90_000 } }),
    null,
  );
  expect(healthy).toBe(false);
  expect(problems.filter(({ fix }) => fix !== '').map(({ code }) => code)).toEqual(
    expect.arrayContaining(['QRT-NODE-DISK', 'QRT-CLOCK-SKEW']),
  );
});
