import { describe, expect, it } from 'vitest';
import { QuorateError, reasonOf } from '../../src/schema/index.js';

describe('an operational error', () => {
  it('reads as code, what happened and the cure', () => {
    const error = new QuorateError('QRT-X', 'it happened', 'Do this.', { cause: 'that' });
    expect(String(error)).toBe('QRT-X: it happened\nDo this.');
    expect([error.message, error.cause, error instanceof Error]).toEqual(['it happened', 'that', true]);
  });
});

describe('a reason', () => {
  it.each([
    [new Error('broken'), 'broken'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ])('is one readable text of %s', (thrown, text) => {
    expect(reasonOf(thrown)).toBe(text);
  });
});
