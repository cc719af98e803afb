import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** An archive as the engine makes them. Content is any text: the real one is encrypted. */
export async function archiveOf(index = 42, state = 'the state'.repeat(200)): Promise<Buffer> {
  const meta = JSON.stringify({ Version: 1, ID: 'bolt', Index: index, Term: 3 });
  const sums = [sum(meta, 'meta.json'), sum(state, 'state.bin')].join('');
  return gzipSync(
    await tarOf({ 'meta.json': meta, 'state.bin': state, SHA256SUMS: sums, 'SHA256SUMS.sealed': 'sealed sums' }),
  );
}

/** A tar file with these members. */
export async function tarOf(members: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(members)) tar.entry({ name, mtime: new Date(0) }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function sum(content: string, name: string): string {
  return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
}
