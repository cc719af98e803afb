import { S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Custody, Engine, HaCluster, Platform, Snapshots } from '../src/constructs/index.js';

const REGION = 'eu-west-1';

/** Production: five nodes in three zones, unsealed by a key of KMS. Any zone and one node more may be lost. */
export class ProdStack extends TerraformStack {
  /** @param recipients armored public keys of those who hold the shares */
  constructor(scope: Construct, id: string, recipients: readonly string[]) {
    super(scope, id);
    // A bucket that is there before, versioned and encrypted; the lock is a file beside the state.
    const state = { bucket: 'acme-terraform-state', key: `quorate/${id}.tfstate`, region: REGION, encrypt: true };
    new S3Backend(this, state);
    this.addOverride('terraform.backend.s3.use_lockfile', true);

    const { address, cluster } = new HaCluster(this, 'vault', {
      engine: Engine.vault('1.21.1'),
      platform: Platform.aws({
        region: REGION,
        operators: ['10.1.0.0/24'],
        breakGlassRole: 'quorate-break-glass',
        auditDays: 365,
        // A deploy bakes the image that is missing.
        builder: {},
      }),
      nodes: 5,
      custody: Custody.pgp({ recipients, threshold: Math.floor(recipients.length / 2) + 1 }),
      snapshots: Snapshots.every('1h').keep({ hourly: 24, daily: 7, weekly: 4 }),
    });
    new TerraformOutput(this, 'address', { value: `https://${address}:8200` });
    new TerraformOutput(this, 'cluster_id', { value: cluster.clusterId });
  }
}
