// What cdktf runs: brings the bundles up to date and synthesises the stacks.
import { bringStacksUpToDate } from './bundle.mjs';

await bringStacksUpToDate();
try {
  await import('../dist/stacks.mjs');
} catch (error) {
  // Misuse of a construct says in its message what to do; anything else is a mistake in a stack that one wants to find.
  const isMisuse = error instanceof Error && error.constructor === Error;
  process.stderr.write(`${isMisuse ? error.message : error?.stack}\n`);
  process.exitCode = 1;
}
