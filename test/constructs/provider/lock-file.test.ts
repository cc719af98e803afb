import { describe, expect, it } from 'vitest';
import { renderLockFile } from '../../../src/constructs/provider/lock-file.js';

const own = { source: 'registry.terraform.io/quorate/quorate', version: '0.1.0-h0123456789', h1: 'h1:own=' };
const aws = 'registry.terraform.io/hashicorp/aws';

const locked = (version: string) =>
  `provider "${aws}" {\n  version     = "${version}"\n  constraints = "~> 5.0"\n  hashes = [\n    "h1:aws=",\n    "zh:0a",\n  ]\n}\n`;

/** What Terraform sees: everything outside comments. */
const real = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '');

/** What cdktf sees: the last block of a provider, comments or not, and the constraints in it. */
function seenByCdktf(text: string): Record<string, string | undefined> {
  const blocks = [...text.matchAll(/provider "(.*)"([^}]*)\}/g)];
  return Object.fromEntries(
    blocks.map(([, source, body]) => [source, /constraints\s+=\s+"(.*)"/.exec(body ?? '')?.[1]]),
  );
}

describe('the lock file', () => {
  it('holds our own provider with version, constraint and hash', () => {
    const text = renderLockFile(own, [{ source: own.source, constraint: own.version }], []);
    expect(text).toContain(`version     = "${own.version}"`);
    expect(text).toContain('"h1:own="');
    expect(seenByCdktf(text)).toEqual({ [own.source]: own.version });
    expect(text).not.toContain('/*');
  });

  it('satisfies cdktf, and Terraform not, for a provider that was never installed', () => {
    const text = renderLockFile(own, [{ source: aws, constraint: '~> 5.0' }], []);
    expect(seenByCdktf(text)[aws]).toBe('>= 0');
    expect(real(text)).not.toContain(aws);
  });

  it('keeps the real block of a provider while it matches, and drops it when it does not', () => {
    const before = renderLockFile(own, [{ source: aws, constraint: '~> 5.0' }], [locked('5.31.0')]);
    expect(real(before)).toContain('"zh:0a"');
    const after = renderLockFile(own, [{ source: aws, constraint: '~> 6.0' }], [before]);
    expect(real(after)).not.toContain(aws);
    expect(seenByCdktf(after)[aws]).toBe('>= 0');
  });

  it('trusts the committed file before the one of the last init', () => {
    const text = renderLockFile(own, [{ source: aws, constraint: '~> 5.0' }], [locked('5.31.0'), locked('5.40.0')]);
    expect(real(text)).toContain('version     = "5.31.0"');
    expect(text).not.toContain('5.40.0');
  });

  it('forgets providers that are no longer required and older versions of ours', () => {
    const earlier = renderLockFile({ ...own, version: '0.1.0-holder00000' }, [], [locked('5.31.0')]);
    const text = renderLockFile(own, [], [earlier, locked('5.31.0')]);
    expect(text).not.toContain(aws);
    expect(text).not.toContain('holder');
  });

  it('is the same however often it is rendered from itself', () => {
    const required = [{ source: aws, constraint: '~> 5.0' }];
    const once = renderLockFile(own, required, [locked('5.31.0')]);
    expect(renderLockFile(own, required, [once])).toBe(once);
  });
});
