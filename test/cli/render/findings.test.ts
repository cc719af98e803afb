import { expect, test } from 'vitest';
import { fail, ok, warn } from '../../../src/cli/doctor/finding.js';
import { renderFindings } from '../../../src/cli/render/findings.js';

test('what has to be done stands below what is wrong', () => {
  const text = renderFindings([
    ok('node', 'Node.js 22'),
    warn('go', 'old', 'Update.'),
    fail('terraform', 'none', 'Install.'),
  ]);
  expect(text.split('\n')).toEqual([
    'ok    node       Node.js 22',
    'warn  go         old',
    '                 Update.',
    'fail  terraform  none',
    '                 Install.',
  ]);
});
