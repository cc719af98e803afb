import { describe, expect, it } from 'vitest';
import { MINTER_POLICY, memberPolicy } from '../../../src/agent/seal/policies.js';

const paths = (policy: string) => [...policy.matchAll(/path "([^"]+)"/g)].map(([, path]) => path);

describe('the policies of the seal server', () => {
  it('lets a member encrypt and decrypt with one key and do nothing else', () => {
    const policy = memberPolicy('quorate-lab');
    expect(paths(policy)).toEqual(['transit/encrypt/quorate-lab', 'transit/decrypt/quorate-lab']);
    expect(policy.match(/\["update"\]/g)).toHaveLength(2);
  });

  it('lets the agent issue members’ tokens and no others', () => {
    expect(paths(MINTER_POLICY)).toEqual(['auth/token/create/member']);
  });

  it.each([memberPolicy('k'), MINTER_POLICY])('has no wildcard and no sudo', (policy) => {
    expect(policy).not.toMatch(/[*+]|sudo/);
  });
});
