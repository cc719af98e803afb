import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../../src/review/render/markdown/render.js';
import { reviewPlan } from '../../../src/review/review.js';
import { CASES } from '../fixtures/cases.js';
import { problemsOf } from '../support/gfm.js';
import { openTofuPlan, realPlan } from '../support/plans.js';
import { codes, NOW, reviewReal } from '../support/review.js';

/** What a reader must learn from each plan: address, kind, and a word of the reason. */
const EXPECTED: Readonly<Record<string, { kinds: string[]; reason?: string; exit: number }>> = {
  create: { kinds: ['create', 'create', 'create', 'create', 'create', 'create', 'create'], exit: 2 },
  'no-op': { kinds: [], exit: 0 },
  update: { kinds: ['update'], exit: 2 },
  'replace-cannot-update': { kinds: ['replace'], reason: 'triggers_replace', exit: 2 },
  'replace-create-before-destroy': { kinds: ['replace'], reason: 'cannot be changed in place', exit: 2 },
  'replace-by-request': { kinds: ['replace'], reason: '-replace', exit: 2 },
  'replace-by-triggers': { kinds: ['replace', 'update'], reason: 'replace_triggered_by', exit: 2 },
  'replace-tainted': { kinds: ['replace'], reason: 'tainted', exit: 2 },
  'delete-no-config': { kinds: ['delete'], reason: 'no longer in the configuration', exit: 2 },
  'delete-count-index': { kinds: ['delete', 'delete'], reason: 'count', exit: 2 },
  'delete-each-key': { kinds: ['delete'], reason: 'for_each', exit: 2 },
  'delete-wrong-repetition': { kinds: ['delete', 'delete', 'create'], reason: 'count or for_each', exit: 2 },
  'delete-no-module': { kinds: ['delete'], reason: 'module', exit: 2 },
  'delete-no-move-target': { kinds: ['delete'], reason: 'moved', exit: 2 },
  forget: { kinds: ['forget'], exit: 2 },
  'replace-and-forget': { kinds: ['replace'], reason: 'cannot be changed in place', exit: 2 },
  move: { kinds: ['move'], exit: 0 },
  'move-and-replace': { kinds: ['replace'], exit: 2 },
  import: { kinds: ['import'], exit: 2 },
  'import-generated': { kinds: ['import'], exit: 2 },
  deposed: { kinds: ['replace', 'delete'], reason: 'tainted', exit: 2 },
  read: { kinds: ['create', 'read', 'read'], exit: 2 },
  'read-in-check': { kinds: ['read'], reason: 'check', exit: 3 },
  'check-failed': { kinds: [], exit: 3 },
  errored: { kinds: ['create'], exit: 3 },
  'outputs-only': { kinds: [], exit: 2 },
  secrets: { kinds: ['create', 'create', 'create'], exit: 3 },
  destroy: { kinds: ['delete', 'delete'], exit: 2 },
  target: { kinds: ['create'], exit: 3 },
};

/** What OpenTofu does not say: whether a plan is complete. */
const EXITS_OF_OPENTOFU: Readonly<Record<string, number>> = { target: 2 };

describe.each(['terraform', 'opentofu'] as const)('plans of every kind, made by real %s', (tool) => {
  const reviewed = (name: string) =>
    reviewPlan(tool === 'opentofu' ? openTofuPlan(name) : realPlan(name), { now: NOW });
  const cases = CASES.filter((one) => one.tool === undefined || one.tool === tool);

  it('are kept with the version that made them', () => {
    const folder = tool === 'opentofu' ? 'plans-opentofu' : 'plans';
    const version = readFileSync(join(import.meta.dirname, '../fixtures', folder, 'TERRAFORM_VERSION'), 'utf8').trim();
    expect(reviewed('create').plan).toMatchObject({ tool, tool_version: version });
  });

  it.each(cases.map(({ name }) => name))('%s', (name) => {
    const review = reviewed(name);
    const expected = EXPECTED[name];
    expect(review.changes.map(({ kind }) => kind)).toEqual(expected?.kinds);
    expect(review.exit_code).toBe((tool === 'opentofu' ? EXITS_OF_OPENTOFU[name] : undefined) ?? expected?.exit);
    if (expected?.reason !== undefined) expect(review.changes[0]?.reason?.text).toContain(expected.reason);
    expect(problemsOf(renderMarkdown(review))).toEqual([]);
    expect(JSON.stringify(review)).not.toContain('canary-');
  });
});

describe('plans of every kind', () => {
  it('count no destruction where OpenTofu leaves the old object behind', () => {
    const review = reviewPlan(openTofuPlan('replace-and-forget'), { now: NOW });
    expect(review.changes[0]?.order).toBe('create-and-forget');
    expect(review.counts).toMatchObject({ create: 1, destroy: 0, forget: 1 });
  });

  it('show a replacement that moves with both of its names', () => {
    const [change] = reviewReal('move-and-replace').changes;
    expect(change).toMatchObject({
      address: 'terraform_data.b',
      previous_address: 'terraform_data.a',
      order: 'destroy-before-create',
    });
  });

  it('tell in which order a replacement happens', () => {
    expect(reviewReal('replace-create-before-destroy').changes[0]?.order).toBe('create-before-destroy');
    expect(reviewReal('replace-tainted').changes[0]?.order).toBe('destroy-before-create');
  });

  it('tell an older object of the same address apart', () => {
    expect(reviewReal('deposed').changes.map(({ deposed }) => deposed)).toEqual([null, '00000001']);
  });

  it('say by what something is imported', () => {
    expect(reviewReal('import').changes[0]?.importing).toBe('id 00000000-0000-4000-8000-000000000001');
  });

  it('are never green when planning failed or left something out', () => {
    expect(codes(reviewReal('errored'))).toContain('QRV-PLAN-ERRORED');
    expect(codes(reviewReal('target'))).toContain('QRV-PLAN-INCOMPLETE');
  });

  it('report a failing check although nothing else changes', () => {
    const review = reviewReal('check-failed');
    expect(review.decision).toBe('approval');
    expect(review.findings[0]?.detail).toContain('The size must be 2');
  });

  it('show outputs that come, go and change, and keep what is secret', () => {
    const outputs = reviewReal('outputs-only').outputs.map(({ name, kind }) => `${kind} ${name}`);
    expect(outputs).toEqual(['update changed', 'create come', 'delete gone', 'update secret']);
  });
});
