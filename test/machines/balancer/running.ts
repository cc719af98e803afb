import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Balancer } from '../../../src/machines/balancer/balancer.js';
import { type BalancerOptions, balancerOptions } from '../../../src/machines/balancer/options.js';
import type { TargetState } from '../../../src/machines/index.js';
import { randomMachineAddress } from '../../../src/machines/loopback.js';
import { PORTS } from '../../../src/schema/index.js';
import { eventually } from '../checkout.js';
import type { TargetServer } from './target-server.js';

const FAST: Partial<BalancerOptions> = { health_interval_ms: 15, health_timeout_ms: 200, connect_timeout_ms: 200 };

/** Starts a balancer in this process with fast health checks, and attaches targets; it ends with the test. */
export async function runningBalancer(targets: readonly TargetServer[], options: Partial<BalancerOptions> = {}) {
  const balancer = new Balancer(randomMachineAddress(), balancerOptions.parse({ ...FAST, ...options }));
  await balancer.listen();
  onTestFinished(() => balancer.close());
  for (const { id, address } of targets) balancer.attach(id, address);
  await allChecked(balancer);
  return balancer;
}

function allChecked(balancer: Balancer): Promise<void> {
  return eventually('all targets are checked', () =>
    balancer.status().targets.every(({ state }) => state !== 'initial'),
  );
}

/** State of one target, `gone` when the balancer does not know it. */
export function stateOf(balancer: Balancer, { id }: Pick<TargetServer, 'id'>): TargetState | 'gone' {
  return balancer.status().targets.find((target) => target.id === id)?.state ?? 'gone';
}

export function connectionsOf(balancer: Balancer, { id }: Pick<TargetServer, 'id'>): number {
  return balancer.status().targets.find((target) => target.id === id)?.connections ?? 0;
}

/** Waits until a target is in that state. */
export function becomes(balancer: Balancer, target: TargetServer, state: TargetState | 'gone'): Promise<void> {
  return eventually(`${target.id} is ${state}`, () => stateOf(balancer, target) === state);
}

/** A client's connection through the balancer, with everything it has received and how it ended. */
export async function client({ address }: Pick<Balancer, 'address'>, port: number = PORTS.api) {
  const socket = connect({ host: address, port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  const seen = { text: '', ended: false, error: '' };
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    seen.text += chunk;
  });
  socket.on('end', () => {
    seen.ended = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.error = error.code ?? error.message;
  });
  await once(socket, 'connect').catch(() => {});
  return {
    socket,
    seen,
    /** Waits for the line that a target greets with, and returns it: the target's id. */
    greeting: async () => {
      await eventually('the target greeted', () => seen.text.includes('\n') || seen.error !== '' || seen.ended);
      return seen.text.split('\n')[0] || seen.error;
    },
  };
}

export type Client = Awaited<ReturnType<typeof client>>;

/** Opens connections one after the other, and returns the targets that greeted, in order. */
export async function greetings(balancer: Balancer, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const one = await client(balancer);
    ids.push(await one.greeting());
    one.socket.destroy();
  }
  return ids;
}

export function destroyed(socket: Socket): Promise<void> {
  return eventually('the socket is closed', () => socket.destroyed);
}
