// Writes the part of README's "What is in the image" that comes from a manifest, docs/image-manifest.json:
// `node scripts/image-chapter.mjs`; with `--from FILE` that manifest is taken over first; `--stdout` only prints the part.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const README = join(ROOT, 'README.md');
const MANIFEST = join(ROOT, 'docs', 'image-manifest.json');
const BEGIN = '<!-- from docs/image-manifest.json by scripts/image-chapter.mjs -->';
const END = '<!-- end -->';

const short = (sha256) => `\`${sha256.replace('sha256:', '').slice(0, 12)}…\``;

/** What files are for, by where they lie; the first that fits. */
const PURPOSES = [
  [/\/bin\/node$/, 'Node, which runs the agent'],
  [/\/engine\/[^/]+$/, 'the engine'],
  [/agent\.cjs$/, 'the node agent'],
  [/agent\/[^/]+\.cjs$/, 'a library that the agent loads when it needs it'],
  [/verbs$/, 'all that the agent may have done as root'],
  [/engine\.hcl\.hbs$/, 'template of the engine’s configuration'],
  [/manifest\.json$/, 'what the image is'],
  [/systemd\/system\//, 'unit'],
  [/nftables/, 'packet filter: nothing gets in but what is named'],
  [/sshd_config/, 'the only way in: the operator’s key, and nothing behind it but the agent’s socket'],
  [/tmpfiles/, 'folders of a boot'],
  [/limits\.d/, 'no core dumps'],
  [/sysctl/, 'no core dumps, no swapping'],
];

/** The generated part for this manifest. */
function partOf({ engine, agent, machine }) {
  const { packages, node, size, content, base, installed } = machine;
  const notable = ['systemd', 'openssh-server', 'nftables', 'libc6', 'libssl3'].filter((name) => packages[name]);
  const files = Object.entries(installed).map(([path, sum]) => {
    const purpose = PURPOSES.find(([shape]) => shape.test(path))?.[1] ?? '';
    return `| \`${path}\` | ${purpose} | ${short(sum)} |`;
  });
  return `${BEGIN}
Of a real image, ${(size / 1e6).toFixed(0)} MB compressed, content ${short(content)}:

- Debian 12, ${Object.keys(packages).length} packages (${notable.map((name) => `${name} ${packages[name]}`).join(', ')} …), base ${short(base)};
- ${engine.name} ${engine.version}, ${short(engine.sha256)}; Node ${node.version}, ${short(node.sha256)}; the agent, ${short(agent.sha256)}.

| File that the bake puts in | For | sha256 |
| --- | --- | --- |
${files.join('\n')}
${END}`;
}

const [from] = process.argv.slice(process.argv.indexOf('--from') + 1);
if (process.argv.includes('--from')) {
  const manifest = JSON.parse(readFileSync(from, 'utf8'));
  // Where the engine came from is a path of the computer that baked.
  writeFileSync(MANIFEST, `${JSON.stringify({ ...manifest, engine: { ...manifest.engine, source: '' } }, null, 2)}\n`);
}
const part = partOf(JSON.parse(readFileSync(MANIFEST, 'utf8')));
if (process.argv.includes('--stdout')) process.stdout.write(part);
else {
  const text = readFileSync(README, 'utf8');
  writeFileSync(README, text.slice(0, text.indexOf(BEGIN)) + part + text.slice(text.indexOf(END) + END.length));
}
