import { expect, test } from 'vitest';
import { expiringCertificates } from '../../../src/cluster/status/expiring-certificates.js';
import { look } from './look.js';

const NOW = Date.parse('2030-01-01T00:00:00Z');

/** The first node's certificate ends then; of the others nothing is known. */
function endingAt(not_after: string) {
  const { nodes } = look();
  return {
    nodes: nodes.map((node, index) =>
      index === 0 && node.status
        ? { ...node, status: { ...node.status, certificate: { serial: '01', not_after, failure: null } } }
        : node,
    ),
  };
}

test('a certificate is a problem three weeks before its end, and after it', () => {
  expect(expiringCertificates(endingAt('2030-01-23T00:00:00Z'), 'lab', NOW)).toEqual([]);
  for (const [end, word] of [
    ['2030-01-20T00:00:00Z', 'ends'],
    ['2029-12-31T00:00:00Z', 'ended'],
  ] as const) {
    expect(expiringCertificates(endingAt(end), 'lab', NOW)).toMatchObject([
      { code: 'QRT-CERTIFICATE-EXPIRES', message: expect.stringContaining(`${word} at ${end}`) },
    ]);
  }
});
