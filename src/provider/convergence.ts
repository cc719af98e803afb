import { isDeepStrictEqual } from 'node:util';
import { type ClusterSpec, capabilitiesOf, desiredOf, type Look, noteObservation, plan } from '../cluster/index.js';

/**
 * Whether a deploy would find nothing to do. `unknown` when too little could be seen to say so: then state is kept,
 * because unknown is not down (law 9).
 */
export function isConverged(spec: ClusterSpec, { observed }: Look): boolean | 'unknown' {
  const now = Date.now();
  const noted = { ...observed, paused: null, facts: noteObservation(observed, now) };
  const { kind } = plan(desiredOf(spec), noted, capabilitiesOf(spec.engine), now);
  // A way back that an operator accepted is waited for, and a deploy of anything else ends the matter.
  if (kind === 'nothing') return observed.facts.returnTo === null;
  const unseen = observed.nodes.some(
    ({ machine, report }) => machine === 'unknown' || (machine === 'running' && !report),
  );
  return unseen && observed.cluster === null ? 'unknown' : false;
}

/** Slots of the desired members whose machine is stopped or gone. */
export function downSlots(spec: ClusterSpec, { observed }: Look): string[] {
  return Object.values(spec.members)
    .filter(({ machine_id }) => {
      const machine = observed.nodes.find(({ id }) => id === machine_id)?.machine ?? 'gone';
      return machine === 'stopped' || machine === 'gone';
    })
    .map(({ slot }) => slot)
    .sort();
}

/** What was seen on the engine to differ from what is declared, autopilot included, for whoever reads a plan. */
export function driftOf(spec: ClusterSpec, { observed }: Look): string[] {
  const present = observed.cluster?.membership?.autopilot;
  const wanted = desiredOf(spec).autopilot;
  const autopilot = present === undefined || isDeepStrictEqual(present, wanted) ? [] : ['autopilot has other settings'];
  return [...observed.differences, ...autopilot];
}
