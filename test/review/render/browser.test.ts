import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Review } from '../../../src/review/model/index.js';
import { render } from '../../../src/review/render/index.js';
import { awsPlan } from '../support/aws.js';
import { browserPath, startBrowser } from '../support/browser.js';
import { blueGreen } from '../support/clusters.js';
import { create, reviewReal, reviewSynthetic } from '../support/review.js';

const path = browserPath();
const where = path === undefined ? 'skipped: no Chromium on the path (apt-get install chromium)' : 'in Chromium';

describe.skipIf(path === undefined)(`the page, ${where}`, () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser(path ?? '');
    folder = mkdtempSync(join(tmpdir(), 'review-page-'));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await page.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  /** Opens a review; every message of the console, error and request for anything else is a complaint. */
  async function open(review: Review, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
    const url = pathToFileURL(join(folder, 'page.html')).href;
    writeFileSync(join(folder, 'page.html'), await render(review, 'html'));
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme });
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(url);
  }

  const shown = () => page.locator('.change:not([hidden]) .address').allTextContents();

  it('finds objects by address, by value and by words in any order', async () => {
    await open(reviewSynthetic([...blueGreen(), ...awsPlan()]));
    await page.fill('#search', 'quorate_machine');
    await expect.poll(async () => (await shown()).length).toBe(3);
    await page.fill('#search', 'postgres');
    await expect.poll(shown).toEqual(['aws_db_instance.main']);
    await page.fill('#search', 'update iam');
    await expect.poll(async () => (await shown()).every((address) => address.includes('aws_iam_policy'))).toBe(true);
    await page.fill('#search', 'no such thing anywhere');
    await expect.poll(() => page.locator('#none').isVisible()).toBe(true);
    expect(await page.locator('#count').textContent()).toMatch(/^0 of \d+$/);
  });

  it('filters by kind', async () => {
    await open(reviewSynthetic([...blueGreen(), ...awsPlan()]));
    await page.click('button[data-filter=forget]');
    await expect.poll(async () => (await shown()).length).toBe(1);
    expect(await page.getAttribute('button[data-filter=forget]', 'aria-pressed')).toBe('true');
  });

  it('is used by keyboard alone: search, next, open, clear', async () => {
    await open(reviewSynthetic(blueGreen()));
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.keyboard.type('vault_machine["b"]');
    await expect.poll(async () => (await shown()).length).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await shown()).length).toBe(11);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    expect(await page.locator('details.change[open]').count()).toBe(1);
  });

  it('gives every control a name and shows where the focus is', async () => {
    await open(reviewSynthetic(blueGreen()));
    const nameless = await page.evaluate(
      `[...document.querySelectorAll('button, input, a[href], summary')].filter((element) => (element.getAttribute('aria-label') ?? element.textContent).trim() === '').length`,
    );
    expect(nameless).toBe(0);
    for (let step = 0; step < 8; step += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
  });

  it('leads from the picture to the change', async () => {
    await open(reviewSynthetic(blueGreen()));
    await page.locator('.topology a').first().click();
    await expect.poll(() => page.locator('details.change[open]').count()).toBe(1);
    expect(await page.locator('.topology .node.create').count()).toBe(3);
    expect(await page.locator('.topology .node.destroy').count()).toBe(3);
  });

  it('follows the colours of the system, and can be switched', async () => {
    await open(reviewSynthetic(blueGreen()), 'dark');
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await page.click('#theme');
    expect(await background()).not.toBe(dark);
  });

  it('is readable in either theme: every text has enough contrast', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await open(reviewSynthetic([...blueGreen(), ...awsPlan()], { environment: 'prod' }), scheme);
      await page.click('#open');
      expect(await page.evaluate(CONTRAST), scheme).toEqual([]);
      if (scheme === 'light') await page.close();
    }
  });

  it('fits on a small screen', async () => {
    await open(reviewSynthetic([...blueGreen(), ...awsPlan()]));
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it('runs nothing that stands in a plan', async () => {
    const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
    page = await browser.newPage();
    await page.close();
    await open(
      reviewSynthetic([create(`a.b["${hostile}"]`, { [hostile]: hostile, tags: { x: hostile } })], {
        environment: hostile,
      }),
    );
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    await page.click('#open');
    expect(await page.locator('img').count()).toBe(0);
  });

  it('stays quick with ten thousand objects', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      create(`module.m${index % 50}.a.b["${index}"]`, { name: `n${index}`, size: index }),
    );
    await open(reviewSynthetic(many));
    await page.fill('#search', 'n7777');
    await expect.poll(async () => (await shown()).length, { timeout: 10_000 }).toBe(1);
  }, 60_000);

  it('shows an empty plan', async () => {
    await open(reviewReal('no-op'));
    expect(await page.textContent('main')).toContain('No resource changes');
  });
});

/** Texts whose contrast with what is behind them is below 4.5 (3 for large ones), by WCAG's formula. */
const CONTRAST = `(() => {
  const parse = (color) => {
    const parts = color.match(/[\\d.]+/g).map(Number);
    return color.startsWith('color(srgb') ? [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1] : [parts[0], parts[1], parts[2], parts[3] ?? 1];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((c) => { const s = c / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color[3] > 0.9) return color;
    }
    return [255, 255, 255, 1];
  };
  const weak = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || element.closest('svg, script, .acknowledged') !== null || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) weak.add(element.className + ' ' + element.tagName + ' ' + ratio.toFixed(2));
  }
  return [...weak];
})()`;
