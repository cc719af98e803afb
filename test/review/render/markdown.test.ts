import { describe, expect, it } from 'vitest';
import { code, fence, prose } from '../../../src/review/render/markdown/escape.js';
import { renderMarkdown } from '../../../src/review/render/markdown/render.js';
import { COMMENT_LIMITS } from '../../../src/review/render/markdown/sheet.js';
import { awsPlan } from '../support/aws.js';
import { blueGreen } from '../support/clusters.js';
import { problemsOf, readableText } from '../support/gfm.js';
import { REAL_PLANS } from '../support/plans.js';
import { create, reviewReal, reviewSynthetic, update } from '../support/review.js';

const HOSTILE = [
  'a|b',
  '`',
  '```',
  '``` ` ``',
  'a\\|b',
  '</details>',
  '<script>alert(1)</script>',
  '@team and #12 and GH-7',
  'user/repo#3',
  '[link](https://evil.example)',
  '![image](https://evil.example/x.png)',
  'https://evil.example www.evil.example mail@evil.example',
  '# heading',
  '- [ ] task',
  '1. list',
  '| a | b |\n| --- | --- |',
  '<!-- comment',
  '&lt;b&gt; &#64;team',
  '**bold** _it_ ~~no~~ $x$',
  'a\r\nb\n\nc',
  '\u202Eright to left\u202C',
  '',
  '   ',
  '~~~',
  '[^1]',
  ':+1:',
];

describe('foreign text in Markdown', () => {
  it.each(HOSTILE)('stays text: %j', (text) => {
    const footer = '\n\n<sub>fingerprint</sub>\n';
    for (const markdown of [
      `| a | b |\n| --- | --- |\n| ${code(text)} | ${prose(text)} |${footer}`,
      `- ${code(text)}: ${prose(text)}${footer}`,
      `**${prose(text)}x**${footer}`,
      `${fence([text], 'diff').join('\n')}${footer}`,
    ]) {
      expect(problemsOf(markdown), markdown).toEqual([]);
    }
  });

  it('is shown as it is', () => {
    for (const text of ['a|b', '`tick` | <b>', 'a\\|b', '*x* _y_', '@team #12']) {
      expect(readableText(code(text)).trim()).toBe(text);
      expect(readableText(prose(text)).replaceAll('\u200b', '').trim()).toBe(text);
    }
  });
});

describe('a Markdown report', () => {
  it.each(REAL_PLANS)('has no broken table, fence or <details>: %s', (name) => {
    expect(problemsOf(renderMarkdown(reviewReal(name)))).toEqual([]);
  });

  it('shows the verdict and what happens before any detail', () => {
    const lines = renderMarkdown(reviewSynthetic(blueGreen())).split('\n');
    expect(lines[0]).toContain('Quorate review');
    expect(lines[2]).toContain('quorum kept: lowest tolerance 1');
    expect(lines.findIndex((line) => line.includes('●●●●○○ 6'))).toBeLessThan(15);
  });

  it('puts what somebody has to decide before everything else, and notes behind the quorum', () => {
    const titles = (text: string) => [...text.matchAll(/^#### (\w+)/gm)].map(([, title]) => title);
    const scaled = renderMarkdown(reviewReal('lab-scale-down'));
    expect(titles(scaled)).toEqual(['Findings', 'Quorum', 'Changes']);
    expect(titles(renderMarkdown(reviewReal('lab-upgrade')))).toEqual(['Quorum', 'Findings', 'Changes']);
  });

  it('sums up what happens to which objects and why, where that is shorter than the list', () => {
    const text = readableText(renderMarkdown(reviewReal('lab-upgrade')));
    expect(text).toMatch(
      /3\s*destroy \+ create\s*quorate_machine\.machines: a, b, c\s*image cannot be changed in place/,
    );
    expect(text).toMatch(/1\s*update\s*quorate_cluster\.cluster\s*engine, members, membership_plan/);
    expect(renderMarkdown(reviewReal('update'))).not.toContain('| Which |');
  });

  it('shows a replacement as destruction and creation', () => {
    expect(renderMarkdown(reviewReal('replace-tainted'))).toContain('destroy + create');
  });

  it.each([10, 100, 400, 3_000, 20_000])('of %i objects stays under the limits and says what is left out', (count) => {
    const changes = Array.from({ length: count }, (_, index) =>
      create(`module.m${index % 40}.aws_instance.x["${index}"]`, {
        ami: 'ami-1',
        tags: { name: `n${index}`, text: 'x'.repeat(200) },
      }),
    );
    const text = renderMarkdown(reviewSynthetic([...blueGreen(), ...changes]));
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMITS.units);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(COMMENT_LIMITS.bytes);
    expect(problemsOf(text)).toEqual([]);
    expect(text).toContain('quorum kept');
    if (count >= 400) expect(text).toContain('Left out to stay under the size limit');
  });

  it('counts bytes as well as characters', () => {
    const changes = Array.from({ length: 60 }, (_, index) =>
      update(`a.b${index}`, { t: 'x' }, { t: '漢'.repeat(580) }),
    );
    const text = renderMarkdown(reviewSynthetic(changes), { limits: { units: 1_000_000, bytes: 60_000 } });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
  });

  it('degrades level by level', () => {
    const review = reviewSynthetic([...awsPlan(), ...blueGreen()], { environment: 'prod' });
    const sizes = [200_000, 30_000, 14_000, 11_000, 7_000, 2_500, 120].map((units) => {
      const text = renderMarkdown(review, { limits: { units, bytes: units * 2 } });
      expect(text.length).toBeLessThanOrEqual(units);
      return text.length;
    });
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    expect(new Set(sizes).size).toBeGreaterThanOrEqual(5);
  });

  it('names every object by its module once there are too many for a line each', () => {
    const changes = Array.from({ length: 5_000 }, (_, index) =>
      create(`module.m${index % 3}.a.b["${index}"]`, { x: 1 }),
    );
    expect(readableText(renderMarkdown(reviewSynthetic(changes)))).toMatch(/module\.m0\s*1667 create/);
  });
});
