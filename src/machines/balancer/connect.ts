import { connect, type Socket } from 'node:net';

/** Connects, or returns null when the address refuses or does not accept in time. */
export function tryConnect(host: string, port: number, timeoutMs: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const failed = (): void => {
      socket.destroy();
      resolve(null);
    };
    const timer = setTimeout(failed, timeoutMs);
    socket.once('error', failed);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
