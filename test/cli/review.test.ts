import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPlanText } from '../review/support/plans.js';

const PROGRAM = fileURLToPath(new URL('../../bin/quorate.mjs', import.meta.url));

/** The command as a user runs it, in a folder of its own. */
describe('quorate review', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'review-command-'));
    for (const name of ['no-op', 'move', 'update', 'errored', 'target', 'check-failed', 'lab-other-seal', 'secrets'])
      write(`${name}.json`, realPlanText(name));
    write('people.json', 'Terraform will perform the following actions:\n');
    write('log.json', '{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}\n');
    write('state.json', '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}');
    write('cut.json', realPlanText('update').slice(0, 3_000));
    write('major.json', '{"format_version":"2.0","resource_changes":[]}');
    write('huge.json', '{');
    truncateSync(join(folder, 'huge.json'), 600 * 1024 * 1024);
    write('deep.json', `{"format_version":"1.2","variables":{"v":{"value":${'['.repeat(5_000)}${']'.repeat(5_000)}}}}`);
    write(
      'bad-ack.json',
      '{"acknowledgements":[{"code":"QRV-NO-SUCH","reason":"for no reason","expires":"2030-01-01"}]}',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  const review = (args: readonly string[], input?: string) =>
    execa(process.execPath, [PROGRAM, 'review', ...args], {
      cwd: folder,
      reject: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    });

  test.concurrent.each([
    [0, 'no-op', []],
    [0, 'move', []],
    [2, 'update', []],
    [3, 'update', ['--fail']],
    [3, 'update', ['--no-refreshed']],
    [0, 'update', ['--security-only']],
    [3, 'check-failed', []],
    [3, 'errored', []],
    [3, 'target', []],
    [3, 'secrets', ['--security-only']],
    [4, 'lab-other-seal', []],
    [4, 'lab-other-seal', ['--security-only']],
  ] as const)('exits %i for the plan %s %j', async (code, name, options) => {
    const { exitCode, stdout } = await review([`${name}.json`, ...options]);
    expect(exitCode, stdout).toBe(code);
    expect(stdout).toContain(`exit code ${code}`);
  });

  test.concurrent.each([
    ['no plan', [], 'QRT-REVIEW-INPUT', 'there is nothing to review'],
    ['a file that is not there', ['none.json'], 'QRT-REVIEW-INPUT', 'there is no file none.json'],
    ['two sources', ['update.json', '--stack', 'lab'], 'QRT-REVIEW-INPUT', 'a plan and --stack were both given'],
    ['the text for people', ['people.json'], 'QRT-REVIEW-NOT-A-PLAN', 'the input is not JSON'],
    ['the log of planning', ['log.json'], 'QRT-REVIEW-NOT-A-PLAN', 'this is the log of `terraform plan -json`'],
    ['a state', ['state.json'], 'QRT-REVIEW-NOT-A-PLAN', 'this is a state'],
    ['a plan that is cut off', ['cut.json'], 'QRT-REVIEW-TRUNCATED', 'the plan ends in the middle of a value'],
    ['a format of an unknown major version', ['major.json'], 'QRT-REVIEW-VERSION', '2.0'],
    ['a plan that no program can hold', ['huge.json'], 'QRT-REVIEW-TOO-LARGE', 'huge.json has 600 MiB'],
    ['values nested without end', ['deep.json'], 'QRT-REVIEW-TOO-DEEP', 'more than 400 levels'],
    [
      'a mistyped acknowledgement',
      ['update.json', '--ack', 'bad-ack.json'],
      'QRT-REVIEW-ACK',
      'there is no finding with this code',
    ],
  ])('exits 1 for %s, and says what is wrong', async (_name, args, errorCode, message) => {
    const { exitCode, stdout, stderr } = await review(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`${errorCode}: `);
    expect(stderr).toContain(message);
  });

  test.concurrent('reads standard input, and what PowerShell redirects', async () => {
    const text = realPlanText('update');
    write('utf16.json', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    const piped = await review(['-'], text);
    const redirected = await review(['utf16.json']);
    expect(piped).toMatchObject({ exitCode: 2 });
    expect(redirected.stdout).toBe(piped.stdout);
  });

  test.concurrent('writes every form at once, and reads its own model back with the same fingerprint', async () => {
    const outs = ['md', 'html', 'json', 'sarif', 'txt'].map((form) => `report.${form}`);
    const first = await review(['update.json', '--fingerprint', ...outs.flatMap((name) => ['--out', name])]);
    expect(first.exitCode).toBe(2);
    expect(first.stdout).toMatch(/^qrf1:[0-9a-f]{64}$/);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(outs));
    for (const name of outs) expect(readFileSync(join(folder, name), 'utf8')).toContain(first.stdout);
    const again = await review(['report.json', '--fingerprint']);
    expect(again).toMatchObject({ exitCode: 2, stdout: first.stdout });
  });

  test.concurrent('lets findings pass that the repository acknowledges, until the day that it names', async () => {
    const file = (expires: string) =>
      JSON.stringify({
        acknowledgements: [
          { code: 'QRV-CHECK-FAILED', address: 'check.size', reason: 'the size is raised next week', expires },
        ],
      });
    write('valid.json', file('2999-12-31'));
    write('over.json', file('2020-12-31'));
    const valid = await review(['check-failed.json', '--ack', 'valid.json']);
    expect(valid.exitCode, valid.stdout).toBe(0);
    expect(valid.stdout).toContain('acknowledged until 2999-12-31: the size is raised next week');
    const over = await review(['check-failed.json', '--ack', 'over.json']);
    expect(over.exitCode, over.stdout).toBe(3);
    expect(over.stdout).toContain('QRV-ACK-EXPIRED');
  });
});
