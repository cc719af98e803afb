import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [BINARY, CLOSE] = [0x82, 0x88];

/** An Instance Connect endpoint as far as its wire goes: a WebSocket whose bytes go to a port of this computer. */
export async function tunnelServer(port: number): Promise<{ readonly url: URL; readonly asked: URL[]; close(): void }> {
  const asked: URL[] = [];
  const open = new Set<Socket>();
  const server = createServer().on('upgrade', (request, socket: Socket) => {
    asked.push(new URL(request.url ?? '/', 'ws://endpoint'));
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${MAGIC}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const machine = connect(port, '127.0.0.1');
    open.add(socket).add(machine);
    machine.on('data', (bytes) => socket.write(Buffer.concat([header(bytes.length), bytes])));
    machine.on('error', () => socket.destroy()).on('close', () => socket.end(Buffer.from([CLOSE, 0])));
    let left: Buffer = Buffer.alloc(0);
    socket.on('error', () => machine.destroy()).on('close', () => machine.end());
    socket.on('data', (bytes) => {
      left = Buffer.concat([left, bytes]);
      for (let frame = nextFrame(left); frame; frame = nextFrame(left)) {
        left = left.subarray(frame.size);
        if (frame.kind === CLOSE) socket.end(Buffer.from([CLOSE, 0]));
        else machine.write(frame.bytes);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/openTunnel`);
  const close = () => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  return { url, asked, close };
}

/** Header of a whole frame from a server, which masks nothing. */
function header(length: number): Buffer {
  if (length < 126) return Buffer.from([BINARY, length]);
  const long = Buffer.alloc(10);
  long[0] = BINARY;
  long[1] = 127;
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}

/** The first whole frame of a client, unmasked. */
function nextFrame(bytes: Buffer): { kind: number; bytes: Buffer; size: number } | undefined {
  if (bytes.length < 6) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const [start, length] =
    short < 126 ? [2, short] : short === 126 ? [4, bytes.readUInt16BE(2)] : [10, Number(bytes.readBigUInt64BE(2))];
  const size = start + 4 + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(start, start + 4);
  const clear = Buffer.from(bytes.subarray(start + 4, size).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { kind: bytes.readUInt8(0), bytes: clear, size };
}
