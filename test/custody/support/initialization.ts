import type { Intent } from '../../../src/custody/index.js';
import type { InitReply } from '../../../src/schema/index.js';

export const intent: Intent = {
  operation: 'deploy-1',
  node_id: 'a-1a2b3c4d',
  seal: 'transit',
  kind: 'recovery',
  shares: 3,
  threshold: 2,
  recipients: [
    { name: 'one', fingerprint: '01' },
    { name: 'two', fingerprint: '02' },
    { name: 'three', fingerprint: '03' },
  ],
};

export const reply: InitReply = {
  operation: 'deploy-1',
  node_id: 'a-1a2b3c4d',
  kind: 'recovery',
  shares: ['share-1', 'share-2', 'share-3'],
  root_token: 'root',
};

export const CLUSTER_ID = '0a5f0c1e-0000-0000-0000-000000000001';
