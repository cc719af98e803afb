import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { renderEngineConfiguration } from '../../../src/agent/configuration/render.js';
import { agentHome } from '../../../src/agent/home.js';
import type { SealConfiguration } from '../../../src/schema/index.js';
import { testEngine } from '../../engine/support/test-engine.js';
import { temporaryFolder } from '../../operation/support/temporary-folder.js';
import { CONFIGURATION, IDENTITY, TEMPLATE } from '../support/machine.js';

const SEALS: readonly SealConfiguration[] = [
  { type: 'awskms', region: 'eu-west-1', kms_key_id: 'alias/vault', credentials_file: '/machine/credentials' },
  { type: 'azurekeyvault', tenant_id: '46646709-b63e-4747-be42-516edeaf1e14', vault_name: 'acme', key_name: 'vault' },
  { type: 'gcpckms', project: 'acme', region: 'europe-west1', key_ring: 'vault', crypto_key: 'unseal' },
  { type: 'pkcs11', lib: '/usr/lib/libcryptohsm.so', token_label: 'vault', key_label: 'unseal' },
];

/**
 * What the engine says of a configuration with this seal. Its storage does not exist, at which the parser stops once it
 * has read the seal, and before anybody is asked for a key.
 */
async function said(seal: SealConfiguration, change = (text: string) => text): Promise<string> {
  const folder = await temporaryFolder();
  const home = agentHome(folder);
  const configuration = { ...CONFIGURATION, seal };
  const rendered = renderEngineConfiguration(TEMPLATE, {
    home,
    identity: IDENTITY,
    configuration,
    listener: 'public',
    sealToken: undefined,
  });
  const file = path.join(folder, 'engine.hcl');
  writeFileSync(file, change(rendered.replace('storage "raft"', 'storage "nowhere"')));
  const { all } = await execa(await testEngine(), ['server', `-config=${file}`], {
    all: true,
    reject: false,
    timeout: 60_000,
    env: { HOME: folder, PATH: '/usr/bin:/bin' },
    extendEnv: false,
  });
  return all;
}

describe('the engine’s own parser', () => {
  it.each(SEALS)('reads the stanza of $type', async (seal) => {
    const text = await said(seal);
    expect(text).toContain('unknown storage type nowhere');
    expect(text).not.toContain("parsing 'seal'");
  });

  it('would refuse a stanza that it does not know', async () => {
    const [awskms] = SEALS;
    if (!awskms) throw new Error('there is a seal');
    const text = await said(awskms, (rendered) => rendered.replace('seal "awskms"', 'seal "cloud"'));
    expect(text).toContain('unknown seal type cloud');
  });
});
