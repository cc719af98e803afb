import { createServer } from 'node:net';

/** Whether these ports of the address can be listened on. Other ports of other addresses do not matter. */
export async function isBindable(address: string, ports: readonly number[]): Promise<boolean> {
  const bound = await Promise.all(ports.map((port) => tryPort(address, port)));
  return bound.every(Boolean);
}

function tryPort(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
