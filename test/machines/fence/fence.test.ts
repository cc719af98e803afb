import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fence, openFence } from '../../../src/machines/index.js';
import { until } from '../../engine/support/until.js';

const ROOT = process.getuid?.() === 0;

describe.runIf(ROOT)('a fence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-fence-'));
  const program = join(folder, 'fence.mjs');
  const answering = async (text: string) => {
    const server = createServer((_, answer) => void answer.end(text)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const portOf = (server: ReturnType<typeof createServer>) => (server.address() as AddressInfo).port;
  let seal: ReturnType<typeof createServer>;
  let outside: ReturnType<typeof createServer>;
  let fence: Fence;

  beforeAll(async () => {
    await build({
      entryPoints: ['src/machines/fence/main.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    seal = await answering('the seal');
    outside = await answering('the outside');
    const script = [
      "const tell = (url) => fetch(url, { signal: AbortSignal.timeout(2000) }).then((r) => r.text(), () => 'nothing');",
      `Promise.all([tell('http://127.0.0.1:${portOf(seal)}'), tell('http://127.0.0.1:${portOf(outside)}')]).then((said) =>`,
      "require('node:http').createServer((_, answer) => answer.end(said.join(', '))).listen(8200, '127.0.0.1'));",
    ].join('\n');
    fence = await openFence({
      program,
      sockets: folder,
      command: [process.execPath, '-e', script],
      home: folder,
      log: join(folder, 'log'),
      seal: { address: '127.0.0.1', port: portOf(seal) },
      engine: { address: '127.0.0.1', port: 8200 },
      forbidden: [{ address: '127.0.0.1', port: portOf(outside) }],
    });
  });
  afterAll(async () => {
    await fence.close();
    seal.close();
    outside.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is proven from within: only loopback, and what is forbidden is out of reach', () => {
    expect(fence.proof).toEqual({ interfaces: ['lo'], refused: 1 });
  });

  test('has what runs behind it started again on demand, and only it', async () => {
    await fence.restart();
    await fence.restart();
    expect(fence.proof.interfaces).toEqual(['lo']);
  });

  test('lets what runs behind it reach the seal and nothing else', async () => {
    const said = await until('what is behind the fence answers', () =>
      fetch(`http://127.0.0.1:${fence.port}`).then(
        (answer) => answer.text(),
        (error: unknown) => ({ not: `${error}; ${readFileSync(join(folder, 'log'), 'utf8')}` }),
      ),
    );
    expect(said).toBe('the seal, nothing');
  });
});

test('without the means for a fence nothing is started, and the cure is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-fence-'));
  const path = process.env['PATH'];
  process.env['PATH'] = '/nonexistent';
  try {
    const opened = openFence({
      program: join(folder, 'none.mjs'),
      sockets: folder,
      command: ['none'],
      home: folder,
      log: join(folder, 'log'),
      seal: null,
      engine: { address: '127.0.0.1', port: 8200 },
      forbidden: [],
    });
    await expect(opened).rejects.toMatchObject({ code: 'QRT-FENCE' });
  } finally {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true, force: true });
  }
});
