import type { Evidence } from './evidence.js';

/** A moment of a first deploy, recognized by what lies on disk. */
export interface Moment {
  readonly name: string;
  readonly reached: (evidence: Evidence) => boolean;
  /** What must have happened without the deploying process, which stands still from the moment on, before it dies. */
  readonly until?: (evidence: Evidence) => boolean;
}

/** In the order in which a first deploy comes by. */
export const MOMENTS = [
  { name: 'a machine has an address and no agent', reached: (seen) => seen.has('a', 'identity.json') },
  { name: 'a machine was spawned and its create has not replied', reached: (seen) => seen.has('b', 'agent.pid') },
  {
    name: 'the seal server is initialized and not set up',
    reached: (seen) => seen.has('seal', 'config', 'seal-server.json'),
  },
  { name: 'some members are enrolled', reached: (seen) => seen.has('a', 'tls', 'node.crt') },
  { name: 'the intent is kept and nobody was asked', reached: (seen) => seen.custody() === 'intent' },
  { name: 'a node was asked and its engine has not answered', reached: (seen) => seen.anyInitialization('asked') },
  {
    name: 'the agent replied and the operator did not store it',
    reached: (seen) => seen.anyInitialization('asked'),
    until: (seen) => seen.anyInitialization('replied'),
  },
  { name: 'the reply is kept and no cluster confirmed', reached: (seen) => seen.custody() === 'reply' },
  {
    name: 'the cluster is confirmed and its root token not revoked',
    reached: (seen) => seen.hasHappened('started secure'),
  },
  { name: 'the others are joining', reached: (seen) => seen.hasHappened('started join') },
  { name: 'nodes are admitted and the operation has not ended', reached: (seen) => seen.hasHappened('started admit') },
  {
    name: 'the operation has ended and Terraform was not told',
    reached: (seen) => seen.hasHappened('done operation'),
  },
] as const satisfies readonly Moment[];

export type MomentName = (typeof MOMENTS)[number]['name'];

export function moment(name: MomentName): Moment {
  const found = MOMENTS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no moment is called ${name}`);
  return found;
}
