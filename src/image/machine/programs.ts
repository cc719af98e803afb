import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageInputs, ImageManifest } from '../../schema/index.js';
import { agentOfInputs } from '../inputs.js';
import type { AcquiredEngine } from '../process/bake.js';
import { sha256Of } from '../sha256.js';
import type { NodeProgram } from './node-runtime.js';
import type { ProgramFile } from './provision.js';

/** What a machine's image says of itself before its disk is known. */
export function manifestOf(digest: string, inputs: ImageInputs, acquired: AcquiredEngine): ImageManifest {
  const { engine, form } = inputs;
  const { sha256, source } = acquired;
  const file = `engine/${engine.name === 'openbao' ? 'bao' : 'vault'}`;
  return {
    schema: 1,
    digest,
    form,
    engine: { name: engine.name, version: engine.version, sha256, source, file },
    agent: agentOfInputs(inputs),
    files: {},
  };
}

/** The programs of a machine as files of this host; the machine's own manifest is written into `folder` for it. */
export async function programsOf(
  manifest: ImageManifest,
  sources: {
    readonly folder: string;
    readonly assets: string;
    readonly inputs: ImageInputs;
    readonly node: NodeProgram;
    readonly engine: AcquiredEngine;
  },
): Promise<ProgramFile[]> {
  const { folder, assets, inputs, node, engine } = sources;
  const inner = { ...manifest, files: inputs.agent };
  const own = join(folder, 'inner.json');
  await writeFile(own, `${JSON.stringify(inner, null, 2)}\n`);
  const template = 'templates/engine.hcl.hbs';
  return [
    { file: 'bin/node', from: node.path, sha256: node.sha256, mode: 0o755 },
    { file: manifest.engine.file, from: engine.path, sha256: engine.sha256, mode: 0o755 },
    ...Object.entries(inputs.agent).map(([file, sha256]) => ({ file, from: join(assets, file), sha256, mode: 0o644 })),
    { file: template, from: join(assets, template), sha256: inputs.templates[template] ?? '', mode: 0o644 },
    { file: 'manifest.json', from: own, sha256: await sha256Of(own), mode: 0o644 },
  ];
}
