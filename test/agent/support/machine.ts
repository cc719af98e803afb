import { readFileSync } from 'node:fs';
import type { IdentityDocument, RuntimeConfiguration } from '../../../src/schema/index.js';

export const TEMPLATE = readFileSync('templates/engine.hcl.hbs', 'utf8');

export const IDENTITY: IdentityDocument = {
  environment: 'test',
  machine_id: 'a-1a2b3c4d',
  role: 'member',
  slot: 'a',
  zone: 'zone-1',
  address: '127.64.204.1',
  image: `sha256:${'0'.repeat(64)}`,
};

export const CONFIGURATION: RuntimeConfiguration = {
  cluster_name: 'vault',
  engine: { name: 'vault', version: '1.21.1' },
  peers: [
    { id: 'a-1a2b3c4d', address: '127.64.204.1' },
    { id: 'b-5e6f7a8b', address: '127.64.204.2' },
  ],
  balancer_address: '127.64.204.100',
  performance_multiplier: 1,
  autopilot_interval_ms: 200,
  ui: false,
  snapshots: null,
  audit: null,
  seal: { type: 'shamir' },
};
