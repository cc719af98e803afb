import type { AccountCheck } from './finding.js';

/** Whether the key can unseal: without it no new machine comes up, and no old one after its next restart. */
export const checkSealKey: AccountCheck = async ({ order, account, isFirst }) => {
  if (order.seal_key === null) return [];
  const state = await account.keyState(order.seal_key);
  // A key of the stack's own is made by the first deploy.
  if (state === 'Enabled' || (state === null && isFirst)) return [];
  return [
    {
      severity: 'error',
      code: 'QRT-SEAL-KEY',
      message: `the key ${order.seal_key} that unseals ${order.environment} is ${state ?? 'not there'}; expected it to be Enabled`,
      cure: 'As the break-glass role: aws kms cancel-key-deletion, then aws kms enable-key. Restart no node before: it could not unseal.',
    },
  ];
};
