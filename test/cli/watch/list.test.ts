import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ListView } from '../../../src/cli/watch/list.js';
import type { JournalEntry } from '../../../src/operation/index.js';

let shown: string[];

beforeEach(() => {
  shown = [];
  const keep = (text: unknown) => shown.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  vi.spyOn(console, 'log').mockImplementation((...texts: unknown[]) => void keep(texts.join(' ')));
  vi.spyOn(console, 'error').mockImplementation((...texts: unknown[]) => void keep(texts.join(' ')));
});
afterEach(() => {
  vi.restoreAllMocks();
});

function entry(step: string, state: JournalEntry['state'], more: Partial<JournalEntry> = {}): JournalEntry {
  const when = '2026-01-31T12:00:00.000Z';
  return { schema: 1, operation: 'deploy-1', kind: 'deploy', who: 'me@here', when, token: 1, step, state, ...more };
}

/** What is on the screen in the end, as one text. */
async function show(use: (view: ListView) => void): Promise<string> {
  const view = new ListView((line) => void shown.push(line));
  use(view);
  await view.close();
  return shown.join('\n');
}

test('steps appear between the beginning and the end of their operation, in order', async () => {
  const text = await show((view) => {
    view.entry(entry('operation', 'started'));
    view.entry(entry('join b', 'started', { reason: 'b is wanted' }));
    view.entry(entry('join b', 'done', { voters: 2, quorum: 2, tolerance: 0 }));
    view.entry(entry('operation', 'done'));
    view.ended('deploy-1', 'done');
  });
  const order = ['deploy of me@here', 'join b: b is wanted', '(voters 2, quorum 2, tolerance 0)', 'deploy done'];
  const places = order.map((part) => text.indexOf(part));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('a step that failed says why, and does not keep the rest from being shown', async () => {
  const text = await show((view) => {
    view.entry(entry('join b', 'started'));
    view.entry(entry('join c', 'started'));
    view.entry(entry('join b', 'failed', { result: 'no answer' }));
    view.entry(entry('join c', 'done'));
    view.entry(entry('operation', 'failed', { result: 'no answer' }));
    view.ended('deploy-1', 'failed');
  });
  expect(text).toContain('join b: no answer');
  expect(text).toContain('deploy failed: no answer');
});

test('an interrupted operation leaves no step that looks done', async () => {
  const text = await show((view) => {
    view.entry(entry('join b', 'started'));
    view.ended('deploy-1', 'interrupted');
  });
  expect(text).toContain('join b: no end was recorded');
  expect(text).toContain('deploy-1 was interrupted');
});

test('leaving while steps run ends at once and calls none of them done', async () => {
  const text = await show((view) => view.entry(entry('join b', 'started')));
  expect(text).toContain('join b: still under way');
});
