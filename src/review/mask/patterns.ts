/** What a masked part is replaced by. */
export const MASKED = '(masked)';

/** What stands for a value that is sensitive as a whole. */
export const SENSITIVE = '(sensitive value)';

/**
 * Shapes that are secrets wherever they stand, whether or not anybody marked them.
 *
 * Engine tokens (`hvs.`, `hvb.`, `hvr.` and the older `s.`, `b.`, `r.`), PEM blocks and PGP messages (also cut off
 * ones, and with `\n` escaped; not those that hold only what is public), keys of clouds and forges, JSON web tokens, bearer headers, credentials in URLs.
 */
const SHAPES: readonly RegExp[] = [
  /hv[sbr]\.[A-Za-z0-9_-]{6,}/,
  /(?<![A-Za-z0-9_.-])[sbr]\.[A-Za-z0-9]{24,}(?:\.[A-Za-z0-9]+)?(?![A-Za-z0-9.-])/,
  /-----BEGIN (?!(?:PGP PUBLIC KEY BLOCK|(?:RSA |EC )?PUBLIC KEY|CERTIFICATE(?: REQUEST)?|X509 CRL)-----)[A-Z0-9 ]{3,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{3,40}-----|$)/,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/,
  /\bAIza[A-Za-z0-9_-]{35}/,
  /\bya29\.[A-Za-z0-9_-]{20,}/,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{40,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/,
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/,
  /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/=]{20,}/,
  /\b(?:wcBMA|wcDMA|wcFMA|hQEMA|hQIMA|hQGMA|wV4D|hF4D)[A-Za-z0-9+/]{60,}={0,2}/,
  /(?<=\b(?:Bearer|Basic)\s{1,4})[A-Za-z0-9._~+/=-]{8,}/,
  /(?<=[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/:@"']{0,200}:[^\s/@"']{1,200}(?=@)/,
];

const ANY = new RegExp(SHAPES.map((shape) => `(?:${shape.source})`).join('|'), 'g');

/** A cheap necessary condition of every shape: most texts hold none of these and are not searched further. */
const HINT =
  /hv[sbr]\.|\b[sbr]\.[A-Za-z0-9]{24}|-----BEGIN|A(?:KIA|SIA|BIA|CCA|Iza)|ya29\.|gh[pousr]_|_pat_|glpat-|xox|k_(?:live|test)_|npm_|eyJ|Key=|wc[BDF]MA|hQ[EIG]MA|wV4D|hF4D|Bearer|Basic|:\/\//;

/** Replaces everything that has the shape of a secret. */
export function maskShapes(text: string): string {
  return HINT.test(text) ? text.replace(ANY, MASKED) : text;
}
