import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { recover } from '../../../src/agent/verbs/recover.js';
import { fakeNode } from '../support/fake-node.js';
import { IDENTITY } from '../support/machine.js';

function nodeThatIs(sealed: boolean) {
  const made = fakeNode({ health: async () => ({ code: sealed ? 503 : 200 }), sealStatus: async () => ({ sealed }) });
  mkdirSync(path.dirname(made.node.home.peers), { recursive: true });
  return made;
}

it('leaves the only peer where a sealed engine reads it once people have unsealed it', async () => {
  const { node, calls } = nodeThatIs(true);
  await recover(node, 'alone');
  expect(calls).toEqual(['stop', 'start']);
  expect(JSON.parse(readFileSync(node.home.peers, 'utf8'))).toMatchObject([{ id: IDENTITY.machine_id }]);
});

it('takes it away from an engine that has read it, and whenever the node is not to go on alone', async () => {
  const open = nodeThatIs(false).node;
  await recover(open, 'alone');
  expect(existsSync(open.home.peers)).toBe(false);
  const sealed = nodeThatIs(true).node;
  await recover(sealed, 'alone');
  await recover(sealed, 'halted');
  expect(existsSync(sealed.home.peers)).toBe(false);
});

it('asks nothing of an engine in recovery mode, which knows of no seal', async () => {
  const sealStatus = async () => Promise.reject(new Error('404 page not found'));
  const { node, calls } = fakeNode({ health: async () => ({ code: 404 }), sealStatus });
  mkdirSync(path.dirname(node.home.recoveryFlag), { recursive: true });
  await recover(node, 'raw');
  expect(calls).toEqual(['stop', 'start']);
  expect(node.memory.get().recovery).toBe('raw');
});
