/** OpenPGP.js is large, and only an initialization or an unsealing needs it. */
export async function loadOpenPgp(): Promise<typeof import('openpgp')> {
  return import('openpgp');
}
