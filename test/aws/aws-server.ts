import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createSocket } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, vi } from 'vitest';
import { bakeCache } from '../../src/image/index.js';
import { until } from '../engine/support/until.js';

const VERSION = '5.2.5';
const START_MS = 60_000;

/** What plays Amazon Web Services, on an address of the loopback network, from its Python package. */
export async function startAws(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const packages = await emulator();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = execa('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: { PYTHONPATH: packages },
    reject: false,
  });
  const answers = () =>
    fetch(url).then(
      () => true as const,
      (error: unknown) => ({ not: error }),
    );
  await until('the server answers', answers, START_MS);
  return {
    url,
    stop: async () => {
      server.kill();
      await server;
    },
  };
}

/** The emulator, with credentials that it takes, before and until after the tests of the suite that this is called in. */
export function withAws(): { readonly url: string } {
  let server: Awaited<ReturnType<typeof startAws>> | undefined;
  beforeAll(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'tests');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of-no-use-elsewhere');
    server = await startAws();
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
  }, 60_000);
  return {
    get url() {
      if (server === undefined) throw new Error('the emulator runs while tests do');
      return server.url;
    },
  };
}

/** Folder of the emulator's packages, which stays in the cache: fetching them takes half a minute. */
export async function emulator(): Promise<string> {
  const folder = path.join(bakeCache(), `moto-${VERSION}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.draft-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await execa('python3', ['-m', 'venv', path.join(draft, 'venv')]);
    const python = path.join(draft, 'venv/bin/python');
    const quiet = ['--quiet', '--disable-pip-version-check'];
    const target = path.join(draft, 'packages');
    await execa(python, ['-m', 'pip', 'install', ...quiet, '--target', target, `moto[server]==${VERSION}`]);
    renameSync(target, folder);
  } catch (error) {
    // Another test may have put it there meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createSocket();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((done) => probe.close(() => done()));
  return port;
}
