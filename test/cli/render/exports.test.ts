import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { clientVariables, renderExports, renderUnset } from '../../../src/cli/render/exports.js';

const ADDRESS = 'https://127.96.0.1:8200';
const AWKWARD = `/home/o'neil/a b/$HOME/\\x/"ca".pem`;

test('a Vault client needs two variables, an OpenBao client two more of its own', () => {
  expect(clientVariables('vault', ADDRESS, '/ca.pem')).toEqual({ VAULT_ADDR: ADDRESS, VAULT_CACERT: '/ca.pem' });
  expect(clientVariables('openbao', ADDRESS, '/ca.pem')).toEqual({
    VAULT_ADDR: ADDRESS,
    VAULT_CACERT: '/ca.pem',
    BAO_ADDR: ADDRESS,
    BAO_CACERT: '/ca.pem',
  });
});

test('a shell takes exports as they were meant, whatever is in the path, and takes them back', () => {
  const exports = renderExports({ VAULT_CACERT: AWKWARD }, 'sh');
  const seen = execFileSync('sh', ['-c', `eval "$1"; printf %s "$VAULT_CACERT"`, 'sh', exports], { encoding: 'utf8' });
  expect(seen).toBe(AWKWARD);
  const script = `eval "$1"; eval "$2"; printf %s "\${VAULT_CACERT-unset}"`;
  const unset = renderUnset(['VAULT_CACERT'], 'sh');
  expect(execFileSync('sh', ['-c', script, 'sh', exports, unset], { encoding: 'utf8' })).toBe('unset');
});

test('fish has a syntax of its own', () => {
  expect(renderExports({ VAULT_ADDR: ADDRESS }, 'fish')).toBe(`set -gx VAULT_ADDR '${ADDRESS}'`);
  expect(renderExports({ X: `o'n\\eil` }, 'fish')).toBe(`set -gx X 'o\\'n\\\\eil'`);
  expect(renderUnset(['VAULT_ADDR', 'VAULT_CACERT'], 'fish')).toBe('set -e VAULT_ADDR\nset -e VAULT_CACERT');
});
