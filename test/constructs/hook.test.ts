import { expect, test } from 'vitest';
import { hookOf } from '../../src/constructs/hook.js';

test('a hook has five minutes unless it is given another time', () => {
  expect(hookOf({ command: ['./check.sh'] })).toEqual({ command: ['./check.sh'], timeout: 300 });
  expect(hookOf({ command: ['./check.sh', '--fast'], timeoutSeconds: 20 }).timeout).toBe(20);
});

test.each([[[]], [['']]])('a command of %j is refused', (command) => {
  expect(() => hookOf({ command })).toThrow(/names a program/);
});

test.each([0, 3601, 1.5])('a time of %s s is refused', (timeoutSeconds) => {
  expect(() => hookOf({ command: ['true'], timeoutSeconds })).toThrow(/from 1 to 3600/);
});
