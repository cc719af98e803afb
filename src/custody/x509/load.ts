/** The X.509 library is large and most commands sign nothing, so it is loaded with the first signature. */
export async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
