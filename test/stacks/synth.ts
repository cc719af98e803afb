import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, type TerraformStack, Testing } from 'cdktf';
import { assetsInto } from '../image/support/assets.js';

type Values = Readonly<Record<string, unknown>>;

/** A resource of a synthesised stack. */
export interface Block {
  /** `aws_vpc.network` */
  readonly address: string;
  readonly type: string;
  readonly values: Values;
}

/** A stack as Terraform reads it. */
export interface Synthesised {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const KEYS = fileURLToPath(new URL('../custody/pgp/fixtures', import.meta.url));

/** Armored public keys of three people. */
export const RECIPIENTS = ['gnupg-curve25519', 'gnupg-rsa2048', 'gnupg-brainpool'].map((name) =>
  readFileSync(path.join(KEYS, `${name}.asc`), 'utf8'),
);

/** A folder of assets to synthesise with; removed by {@link removeAssets}. */
export const assets = (): string =>
  assetsInto(mkdtempSync(path.join(tmpdir(), 'quorate-stacks-')), { 'provider.mjs': 'the provider' });

export const removeAssets = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Synthesises one stack, with validations, and no environment variable of this process. */
export function synthesise(folder: string, make: (app: App) => TerraformStack): Synthesised {
  const text = Testing.synth(make(new App({ outdir: folder })), true);
  const parsed = JSON.parse(text) as { resource: Record<string, Record<string, Values>> };
  const blocks = Object.entries(parsed.resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, values]) => ({ address: `${type}.${id}`, type, values })),
  );
  return { text, blocks };
}
