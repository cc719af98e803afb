import { satisfiesConstraint } from './version-constraint.js';

/** A provider that a stack requires. */
export interface RequiredProvider {
  /** Full address: host, namespace, name. */
  readonly source: string;
  /** As Terraform's `version` argument; undefined accepts any. */
  readonly constraint: string | undefined;
}

export interface OwnProvider {
  readonly source: string;
  readonly version: string;
  readonly h1: string;
}

const HEADER = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
`;

/**
 * Renders `.terraform.lock.hcl` so that plain `cdktf deploy` asks no registry for our own provider.
 *
 * cdktf runs `terraform providers lock`, which asks the registry for every provider, unless each required one has a
 * block whose constraints it accepts. It reads lines and does not know comments; Terraform does. So every other
 * provider gets a block inside a comment for cdktf, and keeps its real block, if it has one that still matches, for
 * Terraform.
 *
 * @param known texts of lock files to take real blocks from, the most trusted first
 */
export function renderLockFile(
  own: OwnProvider,
  required: readonly RequiredProvider[],
  known: readonly string[],
): string {
  const real = known.map(lockBlocks);
  const others = required
    .filter(({ source }) => source !== own.source)
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));
  const kept = others.flatMap(({ source, constraint }) => {
    const blocks = real.flatMap((file) => file.get(source) ?? []);
    const match = blocks.find(({ version }) => satisfiesConstraint(version, constraint));
    return match ? [match.text] : [];
  });
  const ownBlock = block(own.source, [
    `  version     = "${own.version}"`,
    `  constraints = "${own.version}"`,
    `  hashes = [\n    "${own.h1}",\n  ]`,
  ]);
  const forCdktf = others.map(({ source }) => block(source, ['  constraints = ">= 0"']));
  const comment = forCdktf.length > 0 ? [`/* Read by cdktf alone:\n${forCdktf.join('\n')}\n*/`] : [];
  return `${[HEADER, ownBlock, ...kept, ...comment].join('\n')}\n`;
}

interface LockBlock {
  readonly version: string;
  readonly text: string;
}

/** Real provider blocks by source; what stands in comments is not there. */
function lockBlocks(text: string): ReadonlyMap<string, LockBlock> {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*(#|\/\/).*$/gm, '');
  const found = [...code.matchAll(/^provider "([^"]+)" \{\n([\s\S]*?)^\}/gm)].flatMap(([whole, source, body]) => {
    const version = body?.match(/^\s*version\s*=\s*"([^"]+)"/m)?.[1];
    return source && version ? [[source, { version, text: `${whole}\n` }] as const] : [];
  });
  return new Map(found);
}

function block(source: string, lines: readonly string[]): string {
  return `provider "${source}" {\n${lines.join('\n')}\n}\n`;
}
