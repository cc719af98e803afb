import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { QuorateError } from '../../schema/index.js';

/** A share of a 256-bit key is 33 bytes: 66 characters. A whole file is not one. */
const LONGEST_SHARE = 512;
const LEAST_BYTES = 16;

/** Where a share comes from. */
export interface ShareInput {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Writes the question, without a line end. */
  readonly ask: (question: string) => void;
}

/** What the program was really called with. */
export const ownInput: ShareInput = {
  stdin: process.stdin,
  ask: (question) => void process.stderr.write(question),
};

/**
 * Reads one share from standard input: the first line of a pipe, or what is typed, which a terminal does not show.
 *
 * @throws QuorateError `QRT-WRONG-SHARE` when what came cannot be one. It is never repeated in the message.
 */
export async function readShare(input: ShareInput): Promise<string> {
  const share = (await secretLine(input, 'Share (not shown): ')).trim();
  if (isShare(share)) return share;
  throw new QuorateError(
    'QRT-WRONG-SHARE',
    share === ''
      ? 'no share was given on standard input'
      : `what was given is no share: expected hexadecimal or base64, received ${share.length} characters of something else`,
    'Give one share: type it when asked, or pipe it, as in `gpg --decrypt share.asc | quorate unseal ENVIRONMENT`.',
  );
}

/** The first line of a pipe, or what is typed at a terminal, which does not show it. */
export async function secretLine(input: ShareInput, question: string): Promise<string> {
  return input.stdin.isTTY === true ? await typed(input, question) : await firstLine(input.stdin);
}

/** Engines print shares as hexadecimal or base64; decrypted from PGP they are hexadecimal. */
function isShare(text: string): boolean {
  if (text.length > LONGEST_SHARE) return false;
  if (/^([0-9a-f]{2})+$/i.test(text)) return text.length / 2 >= LEAST_BYTES;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, 'base64').byteLength >= LEAST_BYTES;
}

async function firstLine(stdin: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.includes('\n') || text.length > LONGEST_SHARE) break;
  }
  return text.split('\n', 1)[0] ?? '';
}

function typed({ stdin, ask }: ShareInput, question: string): Promise<string> {
  // Readline puts the terminal into raw mode; where it would echo, nothing is written.
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const reader = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  ask(question);
  return new Promise((resolve, reject) => {
    reader.once('line', resolve);
    reader.once('SIGINT', () => reject(new Error('ended by Ctrl-C; no share was given')));
    reader.once('close', () => resolve(''));
  }).finally(() => {
    ask('\n');
    reader.close();
  }) as Promise<string>;
}
