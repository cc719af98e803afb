import { describe, expect, it } from 'vitest';
import { desiredOf } from '../../../src/cluster/index.js';
import { spec, THREE } from './example.js';

describe('what the planner wants', () => {
  it('is every member of the stack, in the order of slots whatever the order of the map', () => {
    const { nodes } = desiredOf(spec([...THREE].reverse()));
    expect(nodes.map(({ id }) => id)).toEqual(THREE);
  });

  it('waits for a balancer only where there is one', () => {
    expect(desiredOf(spec(THREE)).balancer).toBe(true);
    expect(desiredOf(spec(THREE, { balancer_address: null })).balancer).toBe(false);
  });

  it('unseals without a person only where the lab holds its own key', () => {
    const recipients = ['alice', 'bob', 'carol'];
    const custody = { type: 'pgp' as const, shares: 3, threshold: 2, recipients };
    expect([desiredOf(spec(THREE)).unattendedUnseal, desiredOf(spec(THREE, { custody })).unattendedUnseal]).toEqual([
      true,
      false,
    ]);
  });

  it('never lets the engine’s clean-up remove peers, and consents to no unknown version pair', () => {
    const { autopilot, allowUnknownVersionPair } = desiredOf(spec(THREE));
    expect([autopilot.cleanupDeadServers, allowUnknownVersionPair]).toEqual([false, false]);
  });
});
