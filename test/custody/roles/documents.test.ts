import { describe, expect, test } from 'vitest';
import { certificateRoles, policyDocuments } from '../../../src/custody/index.js';

const policies = Object.fromEntries(policyDocuments({ admin: true }).map(({ name, policy }) => [name, policy]));
const pathsOf = (policy = '') => [...policy.matchAll(/path "([^"]+)"/g)].map(([, path]) => path);

describe('the policies', () => {
  test('an operator reaches no policy, no audit and no data, and of mounts and authentication only the list', () => {
    expect(policies['quorate-operator']).toContain('path "sys/mounts" {\n  capabilities = ["read"]\n}');
    expect(policies['quorate-operator']).toContain('path "sys/auth" {\n  capabilities = ["read"]\n}');
    for (const role of ['quorate-observer', 'quorate-operator', 'quorate-gate', 'quorate-agent']) {
      for (const path of pathsOf(policies[role])) {
        if (role === 'quorate-operator' && /^sys\/(mounts|auth)$/.test(path ?? '')) continue;
        expect(path).not.toMatch(/^sys\/(policies|policy|auth|audit|mounts|seal$|raw)|\*|\+/);
      }
    }
  });

  test('an observer changes nothing', () => {
    expect(policies['quorate-observer']).not.toMatch(/"(create|update|delete|sudo)"/);
  });

  test('an operator has exactly the endpoints of the steps beside those of the observer', () => {
    const observer = pathsOf(policies['quorate-observer']);
    expect(pathsOf(policies['quorate-operator']).filter((path) => !observer.includes(path))).toEqual([
      'sys/mounts',
      'sys/auth',
      'sys/storage/raft/snapshot',
      'sys/storage/raft/remove-peer',
      'sys/storage/raft/promote',
      'sys/storage/raft/demote',
      'sys/step-down',
      'sys/key-status',
      'sys/rotate',
    ]);
  });

  test('configure reaches our own policies, roles and audit devices only', () => {
    for (const path of pathsOf(policies['quorate-configure'])) {
      if (path?.includes('*')) expect(path).toMatch(/quorate/);
    }
  });

  test('are rendered as the engine shows them', () => {
    expect(policies['quorate-gate']).toBe('path "auth/token/revoke-self" {\n  capabilities = ["update"]\n}\n');
  });

  test('there is no administrator unless it is asked for', () => {
    expect(policyDocuments({ admin: false }).map(({ name }) => name)).not.toContain('quorate-admin');
    expect(
      certificateRoles({ server: ['S'], client: ['C'], anchors: [] }, { admin: false }).map(({ name }) => name),
    ).toEqual(['observer', 'operator', 'gate', 'configure', 'restore', 'agent']);
  });
});

describe('the certificate roles', () => {
  const roles = certificateRoles({ server: ['S1', 'S2'], client: ['C1', 'C2'], anchors: [] }, { admin: true });

  test('every role has exactly its policy, and one exact holder under all trusted authorities', () => {
    for (const { name, body } of roles) {
      expect(body.token_policies).toEqual([`quorate-${name}`]);
      const holders = body.allowed_common_names ?? body.allowed_organizational_units;
      expect(holders).toHaveLength(1);
      expect(holders?.[0]).not.toContain('*');
      expect(body.certificate).toBe(name === 'agent' ? 'S1\nS2\n' : 'C1\nC2\n');
    }
  });

  test('those who only look or step get batch tokens, so that logging in writes nothing', () => {
    const types = Object.fromEntries(roles.map(({ name, body }) => [name, body.token_type]));
    expect(types).toMatchObject({ observer: 'batch', operator: 'batch', gate: 'service', admin: 'service' });
  });
});
