import { expect, test } from 'vitest';
import { deployCommand } from '../../src/schema/index.js';

test('a rehearsal is deployed by the name of the stack that it rehearses', () => {
  expect(deployCommand('prod')).toBe('npx cdktf deploy prod');
  expect(deployCommand('prod-rehearsal')).toBe('QUORATE_REHEARSE=1 npx cdktf deploy prod');
});
