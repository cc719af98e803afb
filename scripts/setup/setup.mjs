// All set-up that the commands of the project share.
import { install } from './dependencies.mjs';
import { obstacles } from './requirements.mjs';

/** Dependencies and bundles; ends the program, with the cure printed, when something is missing. */
export async function setUp() {
  const found = obstacles();
  if (found.length > 0) end(found.join('\n\n'));
  const code = await install();
  if (code !== 0) end('QRT-INSTALL: npm ci failed\nRead what it says above; it needs a package registry.', code);
  const { bringUpToDate } = await import('../bundle.mjs');
  await bringUpToDate();
}

function end(text, code = 1) {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
