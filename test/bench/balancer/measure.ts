import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where to connect. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What a client sees of an echo service. */
export interface Figures {
  /** New connections, each with one byte there and back, a second; eight at a time. */
  readonly connectionsPerSecond: number;
  /** One small message there and back on an open connection, milliseconds. */
  readonly roundTrip: { readonly median: number; readonly p99: number };
  /** One connection, megabytes there and back a second. */
  readonly megabytesPerSecond: number;
}

const PARALLEL = 8;

/** Measures an echo service for about three times `ms` milliseconds. */
export async function measure(endpoint: Endpoint, ms: number): Promise<Figures> {
  return {
    connectionsPerSecond: await connectionRate(endpoint, ms),
    roundTrip: await roundTrip(endpoint, ms),
    megabytesPerSecond: await throughput(endpoint, ms),
  };
}

async function connectionRate(endpoint: Endpoint, ms: number): Promise<number> {
  const since = performance.now();
  let done = 0;
  const one = async (): Promise<void> => {
    while (performance.now() - since < ms) {
      const socket = await open(endpoint);
      socket.write('x');
      await once(socket, 'data');
      // A reset, so that the ports of many thousand connections are not kept waiting for their last packets.
      socket.resetAndDestroy();
      done++;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, one));
  return Math.round(done / ((performance.now() - since) / 1_000));
}

async function roundTrip(endpoint: Endpoint, ms: number): Promise<Figures['roundTrip']> {
  const socket = await open(endpoint);
  const message = Buffer.alloc(256);
  const times: number[] = [];
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const sent = performance.now();
    socket.write(message);
    for (let received = 0; received < message.length; ) received += (await once(socket, 'data'))[0].length;
    times.push(performance.now() - sent);
  }
  socket.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.floor(times.length * share)] ?? Number.NaN);
  return { median: at(0.5), p99: at(0.99) };
}

async function throughput(endpoint: Endpoint, ms: number): Promise<number> {
  const socket = await open(endpoint);
  const chunk = Buffer.alloc(262_144);
  const since = performance.now();
  let received = 0;
  socket.on('data', (data) => {
    received += data.length;
  });
  while (performance.now() - since < ms) {
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  const rate = received / 1e6 / ((performance.now() - since) / 1_000);
  socket.destroy();
  return Math.round(rate);
}

async function open(endpoint: Endpoint): Promise<Socket> {
  const socket = connect({ ...endpoint, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
