// Takes the drawing out of a report: `node scripts/rollout-picture.mjs .quorate/lab/reports/deploy-….html docs/rollout.svg`
import { readFileSync, writeFileSync } from 'node:fs';

const MARGIN = 16;

const [report, output] = process.argv.slice(2);
if (!report || !output) {
  process.stderr.write('usage: rollout-picture.mjs REPORT.html PICTURE.svg\n');
  process.exit(1);
}
const page = readFileSync(report, 'utf8');
const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1];
const drawing = /<svg viewBox="0 0 (\d+) (\d+)"[^>]*>([\s\S]*?)<\/svg>/.exec(page);
const headline = /<h1>([\s\S]*?)<\/h1>/.exec(page)?.[1];
if (!style || !drawing) throw new Error(`${report} is no report with a drawing`);

// Of the page's rules only the colours and those for the drawing, whose lines begin like this.
const rules = style
  .split('\n')
  .filter((line) => /^(:root|@media|svg|\.meta| {2}--)/.test(line))
  .join('\n');
const content = drawing[3].trim();
const [width, height] = [Number(drawing[1]) + 2 * MARGIN, Number(drawing[2]) + 2 * MARGIN];
const box = `viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}"`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${box}>
<title>${headline}</title>
<style>
${rules}
</style>
<rect x="${-MARGIN}" y="${-MARGIN}" width="100%" height="100%" style="fill: var(--panel)"/>
${content}
</svg>
`;
writeFileSync(output, svg);
