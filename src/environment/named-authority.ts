import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { execa } from 'execa';
import type { Vouch } from '../custody/index.js';
import { type AuthorityPlace, QuorateError, reasonOf } from '../schema/index.js';

/** A certificate that a person has to approve takes its time; a deploy does not wait for one. */
const ANSWER_MS = 120_000;

/**
 * Asks a customer's own authority by the command that the project names: it reads a request and prints a certificate with
 * all that it is under. It runs as whoever deploys, with what that person's programs find.
 */
export function vouchBy(projectDir: string, environment: string, { roots, sign }: AuthorityPlace): Vouch {
  const [file = '', ...args] = sign;
  return async (request) => {
    try {
      const trusted = await readFile(resolve(projectDir, roots), 'utf8');
      const options = {
        cwd: projectDir,
        input: request,
        timeout: ANSWER_MS,
        env: { QUORATE_ENVIRONMENT: environment },
      };
      const { stdout } = await execa(file, args, options);
      return { certificates: stdout, roots: trusted };
    } catch (error) {
      throw new QuorateError(
        'QRT-AUTHORITY',
        `the authority of ${environment} could not be certified by \`${sign.join(' ')}\`: ${reasonOf(error)}`,
        'Nothing was made. The command reads a request (PKCS #10, PEM) and prints the certificate with those it is under; `roots` is a file of PEM, both as seen from the project.',
        { cause: error },
      );
    }
  };
}
