import type { Fault } from './sim/faults.js';
import type { Scenario } from './sim/scenario.js';

/** Three nodes of Vault in fair weather, founded and left alone. */
export const CALM: Scenario = {
  engine: 'vault',
  seal: 'transit',
  seed: 0,
  size: 3,
  changes: [],
  faults: [],
  defect: 'none',
  defective: 0,
};

/** Faults, each with the pause at which it strikes and whom. */
export function storm(...faults: readonly (readonly [Fault['kind'], number, number])[]): readonly Fault[] {
  return faults.map(([kind, at, whom]) => ({ kind, at, whom }));
}

/** Lives in which a change of the seal once went wrong, by what holds in them now. */
export const SEAL_LIVES: readonly (readonly [string, Scenario])[] = [
  [
    'one that was stopped when the storage was sealed anew follows, though nobody leads',
    {
      ...CALM,
      changes: ['seal'],
      faults: storm(['machine-gone', 24, 0], ['engine-stopped', 53, 4]),
      defective: 1,
    },
  ],
  [
    'a founding that lost a machine goes on with two voters that nobody uses',
    {
      ...CALM,
      seed: 584908216,
      changes: ['seal'],
      faults: storm(['lag', 160, 3], ['machine-gone', 4, 8], ['machine-stopped', 74, 11]),
      defect: 'wrong-seal',
      defective: 2,
      hook: 'yes',
    },
  ],
  [
    'two versions are not led into another seal',
    {
      ...CALM,
      seed: 23,
      size: 5,
      changes: ['upgrade', 'seal', 'scale'],
      faults: storm(
        ['machine-stopped', 92, 5],
        ['machine-back', 114, 12],
        ['state-lost', 5, 8],
        ['machine-gone', 7, 2],
        ['machine-back', 68, 7],
        ['cut', 28, 10],
      ),
      defective: 3,
      hook: 'yes',
    },
  ],
  [
    'a change that is taken back is recorded before it is taken back',
    {
      ...CALM,
      seal: 'shamir',
      seed: 822819013,
      changes: ['seal', 'seal'],
      faults: storm(['cut', 98, 4], ['operator-killed', 87, 6]),
      defect: 'wrong-version',
      defective: 1,
      reaction: 'roll-back',
    },
  ],
  [
    'a node with the seal of before that comes to lead does not say what seals the storage',
    {
      ...CALM,
      seed: 1991548260,
      changes: ['seal', 'seal'],
      faults: storm(['reply-lost', 18, 4], ['slow-load', 45, 4], ['machine-stopped', 63, 10], ['machine-gone', 3, 8]),
      defect: 'wrong-seal',
      defective: 1,
      hook: 'yes',
    },
  ],
  [
    'what was started with another seal goes back to the one of before',
    {
      ...CALM,
      engine: 'openbao',
      seal: 'shamir',
      seed: 6,
      changes: ['seal'],
      faults: storm(
        ['engine-stopped', 144, 1],
        ['machine-stopped', 39, 2],
        ['machine-stopped', 105, 9],
        ['slow-load', 57, 3],
      ),
      defect: 'no-unseal',
      defective: 2,
      reaction: 'roll-back',
      hook: 'no',
    },
  ],
  [
    'one that says a seal that nobody asked for is started once',
    {
      ...CALM,
      engine: 'openbao',
      seed: 20,
      size: 5,
      changes: ['upgrade', 'return'],
      faults: storm(['machine-gone', 4, 9], ['lag', 7, 9], ['machine-stopped', 91, 0]),
      defect: 'wrong-seal',
      defective: 2,
      reaction: 'roll-back',
      hook: 'no',
    },
  ],
  [
    'a replacement that was configured before the storage was sealed anew is started with the new seal',
    {
      ...CALM,
      seed: 1,
      changes: ['upgrade', 'seal'],
      faults: storm(['state-lost', 158, 9], ['machine-gone', 31, 5], ['election', 109, 7], ['machine-stopped', 79, 9]),
      defect: 'own-cluster',
      defective: 1,
    },
  ],

  [
    'two voters that cannot be spared send back to the seal of before',
    {
      ...CALM,
      seed: 2073155600,
      size: 1,
      changes: ['scale', 'seal'],
      faults: storm(
        ['machine-stopped', 23, 4],
        ['self-removed', 115, 10],
        ['slow-load', 96, 1],
        ['machine-back', 86, 8],
      ),
      defect: 'wrong-seal',
      defective: 2,
      hook: 'yes',
    },
  ],
  [
    'what is lost is taken out before a leader with the seal of before leaves',
    {
      ...CALM,
      engine: 'openbao',
      seed: 9,
      changes: ['scale', 'seal', 'new-image'],
      faults: storm(
        ['machine-stopped', 101, 12],
        ['leader-hangs', 47, 4],
        ['election', 68, 7],
        ['self-removed', 29, 6],
        ['machine-gone', 43, 0],
      ),
      defect: 'own-cluster',
      defective: 2,
      hook: 'yes',
    },
  ],
  [
    'a leader that hung while another sealed anew is started again',
    {
      ...CALM,
      seed: 328789675,
      size: 5,
      changes: ['seal', 'nothing'],
      faults: storm(['self-removed', 138, 9], ['leader-hangs', 38, 0], ['slow-load', 56, 3], ['election', 38, 10]),
      defect: 'no-unseal',
      defective: 2,
      hook: 'yes',
    },
  ],
  [
    'what was taken out is left alone while the leader hangs',
    {
      ...CALM,
      seal: 'shamir',
      seed: 2147483637,
      size: 5,
      changes: ['scale', 'upgrade', 'seal'],
      faults: storm(['leader-hangs', 66, 12]),
      defect: 'no-unseal',
      defective: 2,
      hook: 'yes',
    },
  ],
];
