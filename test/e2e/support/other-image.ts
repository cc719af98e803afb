import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from './lab.js';

/** Changes what goes into the image and nothing that the engine does: the next deploy replaces every machine. */
export function changeImage(lab: Lab): void {
  appendFileSync(path.join(lab.folder, 'templates', 'engine.hcl.hbs'), '\n# Another image of the same release.\n');
}
