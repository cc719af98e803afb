import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';

/** The program itself: it takes longer to install than all tests of stacks to run. */
const CHECKOV = process.env['QUORATE_CHECKOV'];
const LONG_MS = 300_000;

describe.runIf(CHECKOV)('checkov on the stack prod', () => {
  it(
    'reports nothing that docs/aws.md does not explain',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'quorate-checkov-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const reviewed = path.join(import.meta.dirname, 'golden/prod.json');
      writeFileSync(path.join(folder, 'cdk.tf.json'), readFileSync(reviewed));
      const wanted = ['-d', folder, '--framework', 'terraform_json', '--compact', '--quiet'];
      const { stdout } = await execa(CHECKOV ?? '', wanted, { reject: false });
      expect(stdout).toMatch(/Passed checks: [1-9]\d+/);
      const failed = new Set(Array.from(stdout.matchAll(/^Check: (\w+):/gm), ([, id = '']) => id));
      const explained = readFileSync('docs/aws.md', 'utf8');
      expect([...failed].filter((id) => !explained.includes(id))).toEqual([]);
    },
    LONG_MS,
  );
});
