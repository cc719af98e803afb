import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../../src/cluster/capabilities/index.js';
import { decide } from '../../../src/cluster/plan/index.js';
import { desired, NOW, running } from '../builders.js';

const THREE = ['a-1', 'b-1', 'c-1'];
const capabilities = capabilitiesOf({ name: 'vault' });

describe('settings of the engine that differ', () => {
  it('are mended before anything else is done to a cluster', () => {
    const differences = ['audit device quorate-file is missing', 'policy app is missing'];
    const decision = decide(desired(['a-2', 'b-2', 'c-2']), { ...running(THREE), differences }, capabilities, NOW);
    expect(decision).toMatchObject({ kind: 'steps', steps: [{ step: { type: 'keep-settings', differences } }] });
  });

  it('are named in the reason, but not all of many', () => {
    const differences = ['one', 'two', 'three', 'four', 'five'];
    const decision = decide(desired(THREE), { ...running(THREE), differences }, capabilities, NOW);
    expect(decision).toMatchObject({ steps: [{ reason: 'one; two; three; 2 more' }] });
  });

  it('wait for a leader, who alone can be asked', () => {
    const observed = { ...running(THREE), cluster: null, differences: ['policy app is missing'] };
    expect(decide(desired(THREE), observed, capabilities, NOW)).not.toMatchObject({
      steps: [{ step: { type: 'keep-settings' } }],
    });
  });
});
