import { describe, expect, it } from 'vitest';
import { AgentMemory, startSignature } from '../../src/agent/state.js';
import { home } from './support/folder.js';
import { CONFIGURATION } from './support/machine.js';

describe('what an agent remembers', () => {
  it('begins closed, empty and not admitted', () => {
    expect(new AgentMemory(home()).get()).toEqual({
      configuration: null,
      listener: 'closed',
      admitted: false,
      used: false,
      joiner: null,
      left: false,
      recovery: 'off',
    });
  });

  it('outlives the agent', () => {
    const place = home();
    new AgentMemory(place).update({ configuration: CONFIGURATION, listener: 'public' });
    new AgentMemory(place).update({ admitted: true });
    expect(new AgentMemory(place).get()).toMatchObject({
      configuration: CONFIGURATION,
      listener: 'public',
      admitted: true,
    });
  });
});

describe('the start signature', () => {
  const state = {
    configuration: CONFIGURATION,
    listener: 'closed' as const,
    admitted: false,
    used: false,
    joiner: null,
    left: false,
    recovery: 'off' as const,
  };
  const changed = (change: Partial<typeof CONFIGURATION>) =>
    startSignature({ ...state, configuration: { ...CONFIGURATION, ...change } });

  it('is the same when only peers or the balancer change: no node is restarted for them', () => {
    expect(changed({ peers: [], balancer_address: null })).toBe(startSignature(state));
  });

  it('differs with everything that an engine reads at its start', () => {
    const signatures = [
      startSignature(state),
      startSignature({ ...state, listener: 'public' }),
      changed({ performance_multiplier: 2 }),
      changed({ ui: true }),
      changed({ seal: { type: 'transit', address: 'https://s:8200', key_name: 'k', mount_path: 'transit' } }),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });

  it('says nothing of admission, which the engine does not know', () => {
    expect(startSignature({ ...state, admitted: true, used: true })).toBe(startSignature(state));
  });
});
