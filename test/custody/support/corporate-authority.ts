import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface CorporateAuthority {
  /** File of its root, PEM. */
  readonly roots: string;
  /** A command that certifies a request on standard input, and prints all up to the root but the root. */
  readonly sign: readonly string[];
  /** Signs a certificate of its own for a request, as for anybody else of the company. */
  issue(request: string, extensions: readonly string[]): string;
}

/**
 * An authority of a company as its own people would make one with OpenSSL: a root, and one under it that signs.
 *
 * @param subordinate extensions of what its command signs
 */
export function corporateAuthority(
  folder: string,
  subordinate: readonly string[] = [
    'basicConstraints=critical,CA:true,pathlen:1',
    'keyUsage=critical,keyCertSign,cRLSign',
  ],
  days = 365,
): CorporateAuthority {
  const at = (name: string) => path.join(folder, name);
  const openssl = (args: readonly string[], input = '') =>
    execFileSync('openssl', [...args], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-nodes'];
  const authority = ['-addext', 'basicConstraints=critical,CA:true', '-addext', 'keyUsage=critical,keyCertSign'];
  openssl([
    'req',
    '-x509',
    ...pair,
    ...authority,
    '-days',
    '3650',
    '-subj',
    '/C=DE/O=Example/CN=Root',
    '-keyout',
    at('root.key'),
    '-out',
    at('root.pem'),
  ]);
  openssl([
    'req',
    ...pair,
    '-subj',
    '/C=DE/O=Example/CN=Issuing',
    '-keyout',
    at('issuing.key'),
    '-out',
    at('issuing.csr'),
  ]);
  const below = (name: string) => ['-CA', at(`${name}.pem`), '-CAkey', at(`${name}.key`)];
  writeFileSync(
    at('issuing.ext'),
    'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n',
  );
  openssl([
    'x509',
    '-req',
    '-in',
    at('issuing.csr'),
    ...below('root'),
    '-days',
    '2000',
    '-extfile',
    at('issuing.ext'),
    '-out',
    at('issuing.pem'),
  ]);
  writeFileSync(
    at('subordinate.ext'),
    `${subordinate.join('\n')}\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n`,
  );
  writeFileSync(
    at('sign.sh'),
    `#!/bin/sh\nset -e\nhere=$(dirname "$0")\nopenssl x509 -req -CA "$here/issuing.pem" -CAkey "$here/issuing.key" -days ${days} -extfile "$here/subordinate.ext" 2>/dev/null\ncat "$here/issuing.pem"\n`,
  );
  return {
    roots: at('root.pem'),
    sign: ['sh', at('sign.sh')],
    issue: (request, extensions) => {
      writeFileSync(at('leaf.ext'), extensions.join('\n'));
      const leaf = openssl(['x509', '-req', ...below('issuing'), '-days', '90', '-extfile', at('leaf.ext')], request);
      return `${leaf}${readFileSync(at('issuing.pem'), 'utf8')}`;
    },
  };
}
