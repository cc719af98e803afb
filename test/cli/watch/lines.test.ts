import { expect, test } from 'vitest';
import { entryLine, LinesView } from '../../../src/cli/watch/lines.js';
import type { JournalEntry } from '../../../src/operation/index.js';

const ENTRY: JournalEntry = {
  schema: 1,
  operation: 'deploy-1',
  kind: 'deploy',
  who: 'me@here',
  when: '2026-01-31T12:00:00.000Z',
  token: 1,
  step: 'join b',
  state: 'started',
  reason: 'b is wanted',
  voters: 2,
  quorum: 2,
  tolerance: 0,
};

test('a step begins with its reason and ends with the quorum that it leaves', () => {
  expect(entryLine(ENTRY)).toBe('2026-01-31T12:00:00.000Z started join b: b is wanted');
  expect(entryLine({ ...ENTRY, state: 'done' })).toBe(
    '2026-01-31T12:00:00.000Z done    join b (voters 2, quorum 2, tolerance 0)',
  );
});

test('what failed says why', () => {
  expect(entryLine({ ...ENTRY, state: 'failed', result: 'no answer' })).toBe(
    '2026-01-31T12:00:00.000Z failed  join b: no answer',
  );
});

test('an operation is named by what was asked for and who asked', () => {
  expect(entryLine({ ...ENTRY, step: 'operation', reason: undefined })).toBe(
    '2026-01-31T12:00:00.000Z started deploy of me@here',
  );
});

test('an interruption is said, an end that the journal told is not repeated', async () => {
  const lines: string[] = [];
  const view = new LinesView((line) => void lines.push(line));
  view.ended('deploy-1', 'done');
  view.ended('deploy-2', 'interrupted');
  await view.close();
  expect(lines).toEqual([expect.stringMatching(/^deploy-2 was interrupted/)]);
});
