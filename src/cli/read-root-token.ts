import { QuorateError } from '../schema/index.js';
import { type ShareInput, secretLine } from './unseal/read-share.js';

/** Reads a root token from standard input; it is not shown, and never repeated. @throws QuorateError `QRT-NO-TOKEN` */
export async function readRootToken(input: ShareInput): Promise<string> {
  const token = (await secretLine(input, 'Root token (not shown): ')).trim();
  if (/^[\w.-]{8,512}$/.test(token)) return token;
  throw new QuorateError(
    'QRT-NO-TOKEN',
    token === ''
      ? 'no root token was given on standard input'
      : `what was given is no token: ${token.length} characters`,
    'Give the token that the last turn of `quorate keys root ENVIRONMENT` printed: type it when asked, or pipe it.',
  );
}
