import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import {
  AGENT_PROGRAM,
  digestOf,
  type EngineRelease,
  type ImageInputs,
  type OwnBase,
  type ProvisioningStep,
  QuorateError,
} from '../schema/index.js';
import { amiRecipe } from './ec2/debian-ami.js';
import { baseRecipe } from './machine/base.js';
import { NODE_RUNTIME } from './machine/node-runtime.js';

const MACHINE_TEMPLATES = 'templates/machine/';

const assetList = z.object({ files: z.record(z.string(), z.string()) });
const engineLock = z.object({
  engines: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      platform: z.string(),
      artefacts: z.array(z.object({ sha256: z.string() })),
    }),
  ),
});

/** The engine of an image: a release of the lock, or a file whose checksum was given with it. */
export interface ImageEngine extends EngineRelease {
  readonly sha256: string | null;
}

/** What a stack has in its machine images beside what every one has. */
export interface Customization {
  readonly base: OwnBase | null;
  readonly provision: readonly ProvisioningStep[];
}

const NONE: Customization = { base: null, provision: [] };

/** Platform of the engines that images hold. */
export const IMAGE_PLATFORM = 'linux_amd64';

/**
 * The declared inputs of an image, read from the assets that travel with the provider.
 *
 * @throws QuorateError `QRT-ENGINE-UNKNOWN` when the lock has no entry for this release.
 */
export function readImageInputs(
  assets: string,
  form: ImageInputs['form'],
  engine: ImageEngine,
  custom: Customization = NONE,
): ImageInputs {
  const { files } = assetList.parse(readJson(join(assets, 'assets.json')));
  const { name, version, sha256 } = engine;
  const below = (folder: string) => Object.entries(files).filter(([path]) => path.startsWith(folder));
  const templates = below('templates/').filter(([path]) => form !== 'process' || !path.startsWith(MACHINE_TEMPLATES));
  return {
    schema: 1,
    form,
    engine: { name, version, platform: IMAGE_PLATFORM, artefacts: sha256 ? [sha256] : lockedArtefacts(assets, engine) },
    ...(form === 'process' ? {} : { machine: machineInputs(form, custom) }),
    agent: Object.fromEntries(below('agent/')),
    templates: Object.fromEntries(templates),
  };
}

/** The part of the agent that machines start. */
export function agentOfInputs({ agent }: Pick<ImageInputs, 'agent'>): { file: string; sha256: string } {
  return { file: AGENT_PROGRAM, sha256: agent[AGENT_PROGRAM] ?? '' };
}

function machineInputs(form: ImageInputs['form'], { base, provision }: Customization): ImageInputs['machine'] {
  const recipe = form === 'ami' ? amiRecipe() : baseRecipe();
  return {
    base: base ? `sha256:${base.sha256}` : recipe,
    node: NODE_RUNTIME.integrity,
    ...(provision.length > 0 && { provision: provision.map((step) => digestOf(step)) }),
  };
}

/** Checksums that the lock accepts for this release. */
function lockedArtefacts(assets: string, release: EngineRelease): string[] {
  const { engines } = engineLock.parse(readJson(join(assets, 'engines', 'lock.json')));
  const entry = engines.find(
    ({ name, version, platform }) =>
      name === release.name && version === release.version && platform === IMAGE_PLATFORM,
  );
  if (!entry) throw unknownEngine(release, engines);
  return entry.artefacts.map(({ sha256 }) => sha256);
}

function unknownEngine(release: EngineRelease, known: readonly { name: string; version: string }[]): QuorateError {
  const names = known.map(({ name, version }) => `${name}@${version}`).join(', ');
  return new QuorateError(
    'QRT-ENGINE-UNKNOWN',
    `${release.name}@${release.version} is not in engines/lock.json; known are ${names}`,
    `Choose one of these, or add it with \`quorate engine add ${release.name}@${release.version}\`.`,
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
