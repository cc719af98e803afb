#!/usr/bin/env node
// The command: brings the bundles up to date when this is a checkout, then runs.
import { existsSync } from 'node:fs';

const sources = new URL('../stacks', import.meta.url);
if (existsSync(sources)) {
  const { bundle, isFresh } = await import('../scripts/bundle.mjs');
  if (!isFresh()) await bundle();
}
await import('../dist/quorate.mjs');
