import type { ImageManifest } from '../../schema/index.js';

/** Everything that an image is made of, as CycloneDX 1.6 (JSON). It says nothing of when it was made. */
export function billOfMaterials(
  { digest, engine, agent }: ImageManifest,
  { packages, node }: Pick<NonNullable<ImageManifest['machine']>, 'packages' | 'node'>,
): unknown {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'operating-system', name: 'quorate-machine', version: digest } },
    components: [
      component(
        'application',
        engine.name,
        engine.version,
        engine.sha256,
        `pkg:generic/${engine.name}@${engine.version}`,
      ),
      component('application', 'quorate-agent', agent.sha256.slice(0, 12), agent.sha256),
      component('application', 'node', node.version, node.sha256, `pkg:generic/node@${node.version}`),
      ...Object.entries(packages).map(([name, version]) => ({
        type: 'library',
        name,
        version,
        purl: `pkg:deb/debian/${name}@${encodeURIComponent(version)}`,
      })),
    ],
  };
}

function component(type: string, name: string, version: string, sha256: string, purl?: string) {
  return { type, name, version, hashes: [{ alg: 'SHA-256', content: sha256 }], ...(purl ? { purl } : {}) };
}
