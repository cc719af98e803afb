import { S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Custody, Engine, HaCluster, Platform, Snapshots } from '../src/constructs/index.js';

const REGION = 'eu-west-1';

/** Staging: what production is, with three nodes on smaller machines, and snapshots for a week. */
export class StagingStack extends TerraformStack {
  /** @param recipients armored public keys of those who hold the shares */
  constructor(scope: Construct, id: string, recipients: readonly string[]) {
    super(scope, id);
    const state = { bucket: 'acme-terraform-state', key: `quorate/${id}.tfstate`, region: REGION, encrypt: true };
    new S3Backend(this, state);
    this.addOverride('terraform.backend.s3.use_lockfile', true);

    const { address, cluster } = new HaCluster(this, 'vault', {
      engine: Engine.vault('1.21.1'),
      platform: Platform.aws({
        region: REGION,
        operators: ['10.1.0.0/24'],
        breakGlassRole: 'quorate-break-glass',
        cidr: '10.21.0.0/20',
        instanceType: 'm6i.large',
        volume: { size: 20 },
      }),
      custody: Custody.pgp({ recipients, threshold: Math.floor(recipients.length / 2) + 1 }),
      snapshots: Snapshots.every('1h').keep({ hourly: 24, daily: 7 }),
    });
    new TerraformOutput(this, 'address', { value: `https://${address}:8200` });
    new TerraformOutput(this, 'cluster_id', { value: cluster.clusterId });
  }
}
