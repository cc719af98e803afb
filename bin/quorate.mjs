#!/usr/bin/env node
// The command: brings the bundles up to date when this is a checkout, then runs.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

if (existsSync(new URL('../stacks', import.meta.url))) {
  const { bringUpToDate } = await import('../scripts/bundle.mjs');
  await bringUpToDate();
}
// Where Node has it (22 and later), compiled code is kept beside the bundle and goes with it.
module.enableCompileCache?.(fileURLToPath(new URL('../dist/cache', import.meta.url)));
await import('../dist/quorate/main.mjs');
