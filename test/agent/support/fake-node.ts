import type { Node } from '../../../src/agent/node.js';
import { AgentMemory } from '../../../src/agent/state.js';
import { home } from './folder.js';
import { IDENTITY, TEMPLATE } from './machine.js';
import { silent } from './silent.js';

/** What a fake engine answers; anything else is not a function, as for an engine that never ran. */
export interface FakeEngine {
  readonly [call: string]: (...args: never[]) => Promise<unknown>;
}

/** A node whose engine is these answers. `calls` tells what was done to its process, in order. */
export function fakeNode(engine: FakeEngine = {}, change: Partial<Node> = {}): { node: Node; calls: string[] } {
  const calls: string[] = [];
  const place = home();
  let running = false;
  const supervisor = {
    get process() {
      return running ? 'running' : 'stopped';
    },
    pid: null,
    restarts: 0,
    startedWith: null,
    lastError: null,
    start: async () => {
      calls.push('start');
      running = true;
    },
    stop: async () => {
      calls.push('stop');
      running = false;
    },
    restart: async () => {
      calls.push('restart');
      running = true;
    },
    restartAtOnce: async () => {
      calls.push('restart at once');
      running = true;
    },
    reload: () => calls.push('reload'),
  };
  const node = {
    home: place,
    identity: IDENTITY,
    memory: new AgentMemory(place),
    supervisor,
    engine: { get: () => engine, forget: async () => undefined },
    template: TEMPLATE,
    version: 'test',
    audit: { state: null, drain: async () => void calls.push('drain') },
    renewalFailure: null,
    log: silent,
    ...change,
  };
  // The verbs use no more of the supervisor and the engine than what is here.
  return { node: node as unknown as Node, calls };
}
