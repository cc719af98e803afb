import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { randomMachineAddress } from '../../../src/machines/loopback.js';
import { PORTS } from '../../../src/schema/index.js';
import { certificate } from './certificate.js';

/** A target on an address of its own: a TCP service, and the HTTPS probe that the balancer asks. */
export class TargetServer {
  readonly address = randomMachineAddress();
  /** What the probe answers. */
  probeStatus = 200;
  probes = 0;
  /** Connections that are open at the moment. */
  readonly sockets = new Set<Socket>();
  accepted = 0;
  #servers: Server[] = [];

  private constructor(
    readonly id: string,
    private readonly serve: (socket: Socket, target: TargetServer) => void,
  ) {}

  /** Starts a target; by default it sends its id and then echoes. */
  static async start(id: string, serve: (socket: Socket, target: TargetServer) => void = echo): Promise<TargetServer> {
    const target = new TargetServer(id, serve);
    await target.up();
    onTestFinished(() => target.down());
    return target;
  }

  async up(): Promise<void> {
    const service = createServer({ allowHalfOpen: true }, (socket) => {
      this.accepted++;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => {});
      this.serve(socket, this);
    });
    const probe = createHttpsServer(await certificate(), (_request, response) => {
      this.probes++;
      response.writeHead(this.probeStatus).end();
    });
    this.#servers = [service, probe];
    service.listen(PORTS.api, this.address);
    probe.listen(PORTS.probe, this.address);
    await Promise.all(this.#servers.map((server) => once(server, 'listening')));
    onTestFinished(() => probe.closeAllConnections());
    this.#closeProbes = () => probe.closeAllConnections();
  }

  #closeProbes = (): void => {};

  /** As if its process had been killed. */
  async down(): Promise<void> {
    const closed = this.#servers.filter(({ listening }) => listening).map((server) => once(server, 'close'));
    for (const server of this.#servers) server.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
    this.#closeProbes();
    await Promise.all(closed);
  }
}

function echo(socket: Socket, { id }: TargetServer): void {
  socket.write(`${id}\n`);
  socket.pipe(socket);
}
