import type { Review } from '../model/index.js';
import { drawTopology } from '../topology/draw.js';
import { renderPage } from './html/page.js';
import { renderJson } from './json.js';
import { type MarkdownOptions, renderMarkdown } from './markdown/render.js';
import { renderSarif } from './sarif/render.js';
import { renderTerminal, type TerminalOptions } from './terminal/render.js';

/** Forms of a report. */
export const FORMATS = ['terminal', 'markdown', 'html', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

/** What reports depend on besides the review; each form takes what concerns it. */
export interface RenderOptions extends MarkdownOptions, TerminalOptions {}

/** Options of a report as command lines give them. */
export function renderOptionsFor(options: {
  readonly verbose?: boolean | undefined;
  readonly reportUrl?: string | undefined;
}): RenderOptions {
  return { verbose: options.verbose ?? false, fullReport: options.reportUrl };
}

/** Writes a review in any form. */
export async function render(review: Review, format: Format, options: RenderOptions = {}): Promise<string> {
  switch (format) {
    case 'markdown':
      return renderMarkdown(review, options);
    case 'html':
      return renderPage(review, await drawTopology(review.topology));
    case 'json':
      return renderJson(review);
    case 'sarif':
      return renderSarif(review);
    case 'terminal':
      return renderTerminal(review, options);
  }
}
