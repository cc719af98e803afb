import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { defineProvider } from '../../../src/provider/framework/index.js';
import { serveProvider } from '../../../src/provider/protocol/index.js';
import { required } from '../../../src/schema/resources/index.js';
import { toyResources } from './resources.js';

const toy = defineProvider({
  name: 'toy',
  attributes: { root: required(z.string().min(1)) },
  configure: async ({ root }) => {
    const absolute = path.resolve(root);
    mkdirSync(absolute, { recursive: true });
    return { root: absolute };
  },
  resources: toyResources,
});

serveProvider(toy).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
