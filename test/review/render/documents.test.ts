import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../../src/review/model/index.js';
import { parseReview, renderJson, reviewJsonSchema } from '../../../src/review/render/json.js';
import { renderSarif } from '../../../src/review/render/sarif/render.js';
import { securityOnly } from '../../../src/review/render/security-only.js';
import { renderTerminal } from '../../../src/review/render/terminal/render.js';
import { CATALOGUE } from '../../../src/review/verdict/catalogue.js';
import { awsPlan } from '../support/aws.js';
import { blueGreen } from '../support/clusters.js';
import { REAL_PLANS } from '../support/plans.js';
import { codes, reviewReal, reviewSynthetic } from '../support/review.js';

const DOCS = join(import.meta.dirname, '../../../docs');

describe('the published model', () => {
  const published = JSON.parse(readFileSync(join(DOCS, 'review.schema.json'), 'utf8')) as object;

  it('is the schema that the program uses', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reviewJsonSchema())));
  });

  it('describes every review', () => {
    const validate = new Ajv2020({ strict: false }).compile(published);
    for (const review of [
      ...REAL_PLANS.map((name) => reviewReal(name)),
      reviewSynthetic(awsPlan()),
      reviewSynthetic(blueGreen()),
    ]) {
      expect(validate(JSON.parse(renderJson(review))), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('masks again what somebody else wrote', () => {
    const forged = renderJson(reviewReal('update')).replace(
      '"terraform_data.a"',
      '"terraform_data.hvs.canaryForged0123"',
    );
    expect(renderJson(parseReview(forged))).not.toContain('canaryForged');
  });

  it('refuses a file of another version, naming the place', () => {
    const other = { ...(JSON.parse(renderJson(reviewReal('update'))) as object), schema: 2 };
    expect(() => parseReview(JSON.stringify(other))).toThrow(/schema/);
  });
});

describe('a SARIF log', () => {
  it('is valid against the schema of SARIF 2.1.0', () => {
    const {
      $schema: _draft,
      id: _id,
      ...schema
    } = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/sarif-2.1.0-rtm.5.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    const reviews = [
      ...REAL_PLANS.map((name) => reviewReal(name)),
      reviewSynthetic(awsPlan(), { environment: 'prod' }),
    ];
    for (const review of reviews) {
      expect(validate(JSON.parse(renderSarif(review))), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(validate({ version: '2.1.0', runs: [{ results: [{ message: 'no object' }] }] })).toBe(false);
  });

  const log = JSON.parse(renderSarif(reviewSynthetic(awsPlan(), { environment: 'prod' }))) as {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: { ruleId: string; ruleIndex: number; level: string }[];
    }[];
  };

  it('lists every code as a rule, and refers to them by place', () => {
    const rules = log.runs[0]?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(rules).toEqual(Object.keys(CATALOGUE).sort());
    for (const { ruleId, ruleIndex } of log.runs[0]?.results ?? []) expect(rules[ruleIndex]).toBe(ruleId);
  });

  it('makes errors of what blocks', () => {
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0]?.results[0]).toMatchObject({ ruleId: 'QRV-SEAL-DESTROYED', level: 'error' });
  });
});

describe('the terminal report', () => {
  it('has colours only when asked', () => {
    const review = reviewSynthetic(awsPlan());
    expect(renderTerminal(review)).not.toContain('\u001b');
    expect(renderTerminal(review, { colour: true })).toContain('\u001b[31m');
  });

  it('ends with the verdict', () => {
    expect(renderTerminal(reviewSynthetic(blueGreen())).trimEnd().split('\n').at(-2)).toMatch(
      /^CHANGES {2}3 machines replaced, quorum kept/,
    );
  });
});

describe('a review of security alone', () => {
  it('shows what weakens security and the objects it is about', () => {
    const reduced = securityOnly(reviewSynthetic(awsPlan()));
    expect(reduced.findings.every(({ area, severity }) => area === 'security' || severity === 'blocked')).toBe(true);
    expect(reduced.changes.map(({ address }) => address)).not.toContain('aws_iam_policy.reordered');
  });

  it('says first why it is red, also where that is no question of security', () => {
    const reduced = securityOnly(reviewSynthetic(awsPlan()));
    expect(reduced.headline).toBe(
      'aws_kms_key.seal would be destroyed: it is no longer in the configuration · security: aws_security_group.members: ingress lets in anybody on the internet (4 in all)',
    );
  });

  it('is nothing to do when other things change', () => {
    expect(securityOnly(reviewReal('update'))).toMatchObject({ decision: 'nothing', exit_code: 0 });
  });

  it('never turns red into green', () => {
    expect(securityOnly(reviewSynthetic(blueGreen({ createBeforeDestroy: false }))).exit_code).toBe(4);
    expect(securityOnly(reviewReal('errored')).exit_code).toBe(3);
  });
});

describe('the documentation', () => {
  const page = readFileSync(join(DOCS, 'review.md'), 'utf8');

  it('explains every code that a review can report, and no other', () => {
    const documented = new Set([...page.matchAll(/`(QRV-[A-Z-]+)`/g)].map(([, code]) => code));
    expect([...documented].sort()).toEqual(Object.keys(CATALOGUE).sort());
  });

  it('lists the exit codes', () => {
    for (const exit of new Set([...Object.values(EXIT_CODES), 1])) expect(page).toMatch(new RegExp(`\\| ${exit} \\|`));
  });

  it('gives each code the severity that the program gives it', () => {
    for (const [code, { severity }] of Object.entries(CATALOGUE)) {
      const word = { blocked: 'blocked', unclear: 'cannot tell', approval: 'approval', note: 'note' }[severity];
      expect(page).toContain(`| \`${code}\` | ${word} |`);
    }
    expect(codes(reviewReal('no-op'))).toEqual([]);
  });
});
