import { expect, test } from 'vitest';
// @ts-expect-error -- scripts run before anything is installed, so they are plain JavaScript without types
import { obstacles } from '../../scripts/setup/requirements.mjs';

test('Linux with Node 20 or newer is all that set-up needs', () => {
  expect(obstacles('linux', '20.0.0')).toEqual([]);
  expect(obstacles('linux', '24.1.0')).toEqual([]);
});

test('what is missing is told all at once, each with its cure', () => {
  const [platform, node, ...more] = obstacles('darwin', '18.20.0');
  expect(platform).toMatch(/^QRT-PLATFORM: engines run on Linux, this is darwin\nUse a Linux machine/);
  expect(node).toMatch(/^QRT-NODE: Node.js 20 or newer is needed, this is 18.20.0\nInstall Node.js/);
  expect(more).toEqual([]);
});
