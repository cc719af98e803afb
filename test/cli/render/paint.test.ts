import { expect, test } from 'vitest';
import { paintFor } from '../../../src/cli/render/paint.js';

test('there are colours on a terminal, unless somebody asked for none', () => {
  expect(paintFor(true, {})('red', 'x')).toContain('\x1b[31m');
  expect(paintFor(false, {})('red', 'x')).toBe('x');
  expect(paintFor(true, { NO_COLOR: '1' })('red', 'x')).toBe('x');
});
