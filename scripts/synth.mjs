// What cdktf runs: brings the bundles up to date and synthesises the stacks.
import { bringStacksUpToDate } from './bundle.mjs';

await bringStacksUpToDate();
try {
  await import('../dist/stacks.mjs');
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`);
  process.exitCode = 1;
}

/** Misuse says in its words what to do; anything else is a mistake in a stack, whose place one wants to find. */
function wordsOf(error) {
  if (error?.name === 'QuorateError') return `${error.code}: ${error.message}\n${error.cure}`;
  return error instanceof Error && error.constructor === Error ? error.message : error?.stack;
}
