/**
 * A path below `v1/`, each segment percent-encoded.
 *
 * @throws Error on an empty or relative segment: a name taken from outside must not reach another endpoint.
 */
export function enginePath(...segments: readonly string[]): string {
  const parts = segments.flatMap((segment) => segment.replace(/^\/+|\/+$/g, '').split('/'));
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') {
      throw new Error(
        `An engine path has no empty, "." or ".." segment, received ${JSON.stringify(segments.join('/'))}`,
      );
    }
  }
  return parts.map(encodeURIComponent).join('/');
}

/**
 * One name as one segment of a path.
 *
 * @throws Error when the name is empty or contains a slash.
 */
export function segment(name: string): string {
  if (name.includes('/')) throw new Error(`A name in an engine path has no slash, received ${JSON.stringify(name)}`);
  return enginePath(name);
}
