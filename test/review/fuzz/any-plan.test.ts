import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalChanges, fingerprintOf } from '../../../src/review/fingerprint/canonical.js';
import { parsePlan } from '../../../src/review/plan/parse.js';
import { renderPage } from '../../../src/review/render/html/page.js';
import { parseReview, renderJson } from '../../../src/review/render/json.js';
import { renderMarkdown } from '../../../src/review/render/markdown/render.js';
import { COMMENT_LIMITS } from '../../../src/review/render/markdown/sheet.js';
import { renderSarif } from '../../../src/review/render/sarif/render.js';
import { renderTerminal } from '../../../src/review/render/terminal/render.js';
import { reviewPlan } from '../../../src/review/review.js';
import { drawTopology } from '../../../src/review/topology/draw.js';
import { problemsOf } from '../support/gfm.js';
import { NOW } from '../support/review.js';
import { runs } from '../support/runs.js';
import { plan } from './arbitrary-plan.js';

describe('any plan at all', () => {
  it('is reviewed without a crash, in valid Markdown, under the limits', () => {
    fc.assert(
      fc.property(plan, (json) => {
        const review = reviewPlan(parsePlan(JSON.stringify(json)), { now: NOW });
        const markdown = renderMarkdown(review);
        expect(problemsOf(markdown)).toEqual([]);
        expect(markdown.length).toBeLessThanOrEqual(COMMENT_LIMITS.units);
        const tight = renderMarkdown(review, { limits: { units: 1_500, bytes: 3_000 } });
        expect(tight.length).toBeLessThanOrEqual(1_500);
        renderSarif(review);
        expect(renderTerminal(review)).not.toContain('\u001b');
        // Read back, it is the same review with the same fingerprint.
        const read = parseReview(renderJson(review));
        expect(read).toEqual(review);
        expect(fingerprintOf(canonicalChanges(read))).toBe(review.fingerprint);
      }),
      runs(150),
    );
  });

  it('makes a page in which no foreign element stands', () => {
    fc.assert(
      fc.property(plan, (json) => {
        const review = reviewPlan(parsePlan(JSON.stringify(json)), { now: NOW });
        const page = renderPage(review, '').replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '');
        expect(page).not.toMatch(/<script|<img|<iframe|onerror=|javascript:/i);
        const opened = [...page.matchAll(/<details[ >]/g)].length;
        expect([...page.matchAll(/<\/details>/g)]).toHaveLength(opened);
      }),
      runs(120),
    );
  });

  it('has a topology that can be drawn', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (json) => {
        const svg = await drawTopology(reviewPlan(parsePlan(JSON.stringify(json)), { now: NOW }).topology);
        expect(svg === '' || (svg.startsWith('<svg') && svg.endsWith('</svg>'))).toBe(true);
        expect(svg).not.toMatch(/<script|javascript:/i);
      }),
      runs(60),
    );
  });

  it.each([
    ['deep', { a: Array.from({ length: 150 }).reduce<unknown>((inner) => ({ x: [inner] }), 'end') }],
    ['wide', Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]))],
    ['of one value of a megabyte', { user_data: 'x'.repeat(1_000_000), text: '`|<@a '.repeat(170_000) }],
    ['of a megabyte of base64', { content: Buffer.from('y\n'.repeat(400_000)).toString('base64') }],
    ['of many lines', { content: Array.from({ length: 30_000 }, (_, index) => `line ${index * 7}`).join('\n') }],
  ])('is reviewed in reasonable time when it is %s', { timeout: 90_000 }, (_name, after) => {
    const before = Object.fromEntries(Object.keys(after).map((key) => [key, 'a\nb\nc']));
    const json = {
      format_version: '1.2',
      resource_changes: [{ address: 'a.b', type: 'a', change: { actions: ['update'], before, after } }],
    };
    const started = performance.now();
    const review = reviewPlan(parsePlan(JSON.stringify(json)), { now: NOW });
    const markdown = renderMarkdown(review);
    renderPage(review, '');
    // Half a second on an idle machine; what grows with the square of the input takes minutes.
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(problemsOf(markdown)).toEqual([]);
  });
});
