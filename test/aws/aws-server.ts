import { createServer, request as forward, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { until } from '../engine/support/until.js';

const SERVER = 'moto[server]==5.2.5';

/** What plays Amazon Web Services, on an address of the loopback network, from its Python package. */
export async function startAws(folder: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await execa('python3', ['-m', 'venv', folder]);
  await execa(path.join(folder, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    SERVER,
  ]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = execa(path.join(folder, 'bin', 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    reject: false,
  });
  await until('the server answers', () =>
    fetch(url).then(
      () => true as const,
      (error: unknown) => ({ not: error }),
    ),
  );
  return {
    url,
    stop: async () => {
      server.kill();
      await server;
    },
  };
}

/** Stands before a server and can be told to answer 503 to everything, or to take its time. */
export class Trouble {
  private readonly server: Server;
  /** Answers 503 to everything while true. */
  failing = false;
  /** Milliseconds before every answer. */
  delay = 0;
  requests = 0;

  constructor(private readonly target: string) {
    this.server = createServer((request, response) => {
      this.requests += 1;
      if (this.failing) {
        request.resume();
        return void response
          .writeHead(503, { 'content-type': 'application/xml' })
          .end('<Error><Code>SlowDown</Code></Error>');
      }
      const pass = () => {
        const { method, headers, url } = request;
        const passed = forward(new URL(url ?? '/', this.target), { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        passed.once('error', () => response.destroy());
        request.pipe(passed);
      };
      setTimeout(pass, this.delay);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createSocket();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((done) => probe.close(() => done()));
  return port;
}
