import { expect, test } from 'vitest';
import { renderReport, rolloutReport, summaryLine } from '../../../src/drill/index.js';
import { entry, upgrade } from '../builders.js';

const page = (changes: Parameters<typeof upgrade>[0] = {}) => renderReport(rolloutReport(upgrade(changes)));

test('the page needs nothing but itself', () => {
  expect(page()).not.toMatch(/\b(src|href)=|url\(|@import|<script|https?:/);
});

test('the page follows the colours that the reader prefers', () => {
  expect(page()).toContain('prefers-color-scheme: dark');
});

test('the page says the summary and marks the gap', () => {
  expect(page()).toContain(summaryLine(rolloutReport(upgrade())));
  expect(page()).toContain('write gap 0.55 s</text>');
});

test('the page draws every node, step and failed write', () => {
  for (const name of ['a-old', 'c-new', 'move leadership', 'let them become voters']) expect(page()).toContain(name);
  expect(page().match(/class="cross"/g)).toHaveLength(11);
});

test('nothing that was recorded can become markup', () => {
  const entries = [entry(0, '<img onerror=x>', 'started', { reason: '"><script>' })];
  const text = page({ entries, failure: '</p><b>' });
  expect(text).not.toMatch(/<img|<script|<b>/);
});

test('a record without steps, members or writes still makes a page', () => {
  expect(page({ entries: [], membership: [], canary: null })).toContain('Writes were not measured.');
});
