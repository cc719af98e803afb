import { Duplex } from 'node:stream';
import { WebSocket } from 'undici';

const OPEN_MS = 15_000;

/** The bytes that go through a WebSocket, as a stream. @throws Error when it does not open within a quarter of a minute */
export async function webSocketStream(address: URL): Promise<Duplex> {
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      socket.send(chunk);
      done();
    },
    final: (done) => {
      socket.close();
      done();
    },
    destroy: (error, done) => {
      socket.close();
      done(error);
    },
  });
  socket.addEventListener('message', ({ data }) => {
    stream.push(typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer));
  });
  socket.addEventListener('close', () => {
    stream.push(null);
    stream.destroy();
  });
  await new Promise<void>((open, fail) => {
    const late = setTimeout(() => {
      socket.close();
      fail(new Error(`${address.host} did not open a tunnel in ${OPEN_MS / 1_000} s`));
    }, OPEN_MS);
    const settle = (then: () => void) => () => {
      clearTimeout(late);
      then();
    };
    socket.addEventListener('open', settle(open));
    socket.addEventListener(
      'error',
      settle(() => fail(new Error(`${address.host} opened no tunnel`))),
    );
  });
  return stream;
}
