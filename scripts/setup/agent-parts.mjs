// esbuild plugin: libraries that the agent loads when it needs them are files of their own beside it.
import { join } from 'node:path';

/** What is in each part. An agent without copies that nobody watches loads none. */
const PARTS = {
  storage: ['@aws-sdk/client-s3', '@aws-sdk/credential-provider-ini'],
  metrics: ['prom-client'],
};

/** The source of every part, by its name. */
export const partSources = Object.entries(PARTS).map(([name, libraries]) => [
  name,
  libraries.map((library) => `export * from '${library}';`).join('\n'),
]);

/** Even a library that is never run costs the memory of its source: 5 MB of an idle agent's. */
export const agentParts = {
  name: 'agent-parts',
  setup(build) {
    for (const [name, libraries] of Object.entries(PARTS)) {
      build.onResolve({ filter: /^[^.]/ }, ({ path, importer }) =>
        libraries.includes(path) && isOurs(importer) ? { path: `./${name}.cjs`, external: true } : undefined,
      );
    }
  },
};

function isOurs(importer) {
  return importer.includes(join('/', 'src', '/')) && !importer.includes('node_modules');
}
