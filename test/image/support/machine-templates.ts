import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../templates', import.meta.url));

/** The project's own templates, by the path that they have among the assets. */
export const MACHINE_TEMPLATES: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.hbs'))
    .map((name) => [`templates/${name}`, readFileSync(join(FOLDER, name), 'utf8')]),
);
