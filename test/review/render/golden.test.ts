import { describe, expect, it } from 'vitest';
import type { Review } from '../../../src/review/model/index.js';
import { type Format, render } from '../../../src/review/render/index.js';
import { securityOnly } from '../../../src/review/render/security-only.js';
import { awsPlan } from '../support/aws.js';
import { blueGreen } from '../support/clusters.js';
import { reviewReal, reviewSynthetic } from '../support/review.js';

const EXTENSIONS: Readonly<Record<Format, string>> = {
  markdown: 'md',
  terminal: 'txt',
  html: 'html',
  json: 'json',
  sarif: 'sarif',
};

const REVIEWS: Readonly<Record<string, () => Review>> = {
  'blue-green': () => reviewSynthetic(blueGreen()),
  'without-create-before-destroy': () => reviewSynthetic(blueGreen({ createBeforeDestroy: false })),
  aws: () => reviewSynthetic(awsPlan(), { environment: 'prod' }),
  'aws-security-only': () => securityOnly(reviewSynthetic(awsPlan(), { environment: 'prod' })),
  create: () => reviewReal('create'),
  update: () => reviewReal('update'),
  deposed: () => reviewReal('deposed'),
  secrets: () => reviewReal('secrets'),
  'no-op': () => reviewReal('no-op'),
  move: () => reviewReal('move'),
  'check-failed': () => reviewReal('check-failed'),
  'outputs-only': () => reviewReal('outputs-only'),
  'lab-create': () => reviewReal('lab-create'),
  'lab-upgrade': () => reviewReal('lab-upgrade'),
  'lab-scale-up': () => reviewReal('lab-scale-up'),
  'lab-scale-down': () => reviewReal('lab-scale-down'),
  'lab-repair': () => reviewReal('lab-repair'),
  'lab-other-seal': () => reviewReal('lab-other-seal'),
  'lab-destroy': () => reviewReal('lab-destroy'),
};

/** What every plan is rendered as; the bulky forms are kept for the plans that show most. */
const FORMS = (name: string): readonly Format[] =>
  name === 'blue-green' || name === 'aws'
    ? ['markdown', 'terminal', 'html', 'json', 'sarif']
    : ['markdown', 'terminal'];

describe('reports as they were reviewed by eye', () => {
  const cases = Object.keys(REVIEWS).flatMap((name) => FORMS(name).map((format) => [name, format] as const));
  it.each(cases)('%s as %s', async (name, format) => {
    const review = REVIEWS[name]?.();
    if (review === undefined) throw new Error(`no review ${name}`);
    const text = await render(review, format, { fullReport: 'https://reports.example/1' });
    // Style and script of the page are the same in all of them.
    const kept =
      format === 'html' ? text.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>|sha256-[^']+/g, '…') : text;
    expect(kept).not.toContain('canary');
    await expect(kept).toMatchFileSnapshot(`../golden/${name}.${EXTENSIONS[format]}`);
  });
});
