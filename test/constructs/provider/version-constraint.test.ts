import { describe, expect, it } from 'vitest';
import { satisfiesConstraint } from '../../../src/constructs/provider/version-constraint.js';

describe("Terraform's version constraints", () => {
  it.each([
    ['5.31.0', undefined, true],
    ['5.31.0', '5.31', true],
    ['5.31.0', '= 5.31.0', true],
    ['5.31.0', '!= 5.31.0', false],
    ['5.32.0', '~> 5.31', true],
    ['6.0.0', '~> 5.31', false],
    ['5.31.9', '~> 5.31.2', true],
    ['5.32.0', '~> 5.31.2', false],
    ['0.55.0', '~> 0.4', true],
    ['2.0.0', '>= 1.2, < 3.0', true],
    ['3.0.0', '>= 1.2, < 3.0', false],
    ['2.0.0', '> 2', false],
    ['2.0.0', '<= 2', true],
    ['2.0.0-beta', '>= 1.0', false],
    ['0.1.0-hfc0d506327', '0.1.0-hfc0d506327', true],
    ['2.0.0', 'latest', false],
  ])('%s for %s is %s', (version, constraint, satisfied) => {
    expect(satisfiesConstraint(version, constraint)).toBe(satisfied);
  });
});
