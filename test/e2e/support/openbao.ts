import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LabOptions } from './lab.js';
import { mainOf } from './main-of.js';

/** Path of an OpenBao server binary; the suites for it are skipped without one. */
export const BAO = process.env['QUORATE_BAO'];

/** Engines that a suite of both is run on. */
export const ENGINES: readonly ('vault' | 'openbao')[] = BAO ? ['vault', 'openbao'] : ['vault'];

type EngineAndSeal = readonly [engine: (typeof ENGINES)[number], seal: 'transit' | 'shamir'];

/** Vault with both seals, and OpenBao, where there is one, with these: it is the same code. */
export function sealed(...openbao: readonly EngineAndSeal[1][]): readonly EngineAndSeal[] {
  return [['vault', 'transit'], ['vault', 'shamir'], ...(BAO ? openbao.map((seal) => ['openbao', seal] as const) : [])];
}

/** Expression of the engine: the default release of Vault, or the OpenBao binary of {@link BAO}. */
export function engineOf(engine: (typeof ENGINES)[number]): string {
  if (engine === 'vault') return "Engine.vault('1.21.1')";
  if (!BAO) throw new Error('QUORATE_BAO names no OpenBao binary');
  const sha256 = createHash('sha256').update(readFileSync(BAO)).digest('hex');
  const version = /v(\d+\.\d+\.\d+)/.exec(execFileSync(BAO, ['version'], { encoding: 'utf8' }))?.[1];
  return `Engine.file(${JSON.stringify({ name: 'openbao', version, path: BAO, sha256 })})`;
}

/** Expression of the seal that `QUORATE_LAB_SEAL` names, as in the stack of labs. */
export const LAB_SEAL = `({
  transit: () => Seal.transit(),
  shamir: () => Seal.shamir(),
  'shamir-after-transit': () => Seal.shamir().after(Seal.transit()),
}[process.env['QUORATE_LAB_SEAL'] || 'transit'] ?? Seal.transit)()`;

/** `stacks/main.ts` of a lab that runs the OpenBao binary of {@link BAO}. */
export function openbaoMain(environment: string): string {
  return mainOf([{ environment }], {
    engine: engineOf('openbao'),
    nodes: "Number(process.env['QUORATE_LAB_NODES'] || 3)",
    seal: LAB_SEAL,
  });
}

/** What makes a lab one of this engine. */
export function labOf(engine: (typeof ENGINES)[number]): Pick<LabOptions, 'main'> {
  return engine === 'vault' ? {} : { main: openbaoMain };
}
