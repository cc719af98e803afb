import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { defineProvider } from '../../../src/provider/framework/index.js';
import { serveProvider } from '../../../src/provider/protocol/index.js';
import { PROVIDER, providerAttributes } from '../../../src/schema/resources/index.js';
import { toyResources } from './resources.js';

const toy = defineProvider({
  name: PROVIDER.name,
  attributes: providerAttributes,
  configure: async ({ project_dir }) => {
    const root = path.resolve(project_dir, 'world');
    mkdirSync(path.join(root, 'control'), { recursive: true });
    return { root };
  },
  resources: toyResources,
});

void serveProvider(toy);
