// What cdktf runs: brings the bundles up to date and synthesises the stacks.
import { bundle, isFresh } from './bundle.mjs';

if (!isFresh()) await bundle();
await import('../dist/stacks.mjs');
