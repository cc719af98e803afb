import { LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Engine, HaCluster, Platform, Seal, Snapshots } from '../src/constructs/index.js';

/**
 * A laboratory on this computer: three nodes behind a balancer, unsealed by a transit server of their own.
 *
 * `QUORATE_LAB_NODES` (1, 3, 5, 7), `QUORATE_LAB_ENGINE` (`vault@1.19.0`), `QUORATE_LAB_SEAL` (`transit`, `shamir`, `shamir-after-transit`),
 * `QUORATE_LAB_STANDBY_OF` (an environment),
 * `QUORATE_LAB_SNAPSHOTS` (`1h`) and `QUORATE_LAB_MACHINES` (`process`, `nspawn`) change it.
 */
export class LabStack extends TerraformStack {
  constructor(scope: Construct, id: string, environment: NodeJS.ProcessEnv = process.env) {
    super(scope, id);
    // Relative, so that a plan can be applied from another checkout and the environment's folder can be copied.
    new LocalBackend(this, { path: `../../../.quorate/${id}/terraform.tfstate` });
    const cluster = new HaCluster(this, 'vault', {
      engine: Engine.parse(environment['QUORATE_LAB_ENGINE'] || 'vault@1.21.1'),
      platform: Platform.local({ machines: machinesOf(environment['QUORATE_LAB_MACHINES'] || 'process') }),
      nodes: Number(environment['QUORATE_LAB_NODES'] || 3),
      seal: sealOf(environment['QUORATE_LAB_SEAL'] || 'transit'),
      ...(environment['QUORATE_LAB_SNAPSHOTS'] && { snapshots: Snapshots.every(environment['QUORATE_LAB_SNAPSHOTS']) }),
      ...(environment['QUORATE_LAB_STANDBY_OF'] && { standbyOf: environment['QUORATE_LAB_STANDBY_OF'] }),
      deletionProtection: false,
    });
    new TerraformOutput(this, 'address', { value: `https://${cluster.address}:8200` });
    new TerraformOutput(this, 'cluster_id', { value: cluster.cluster.clusterId });
  }
}

function machinesOf(name: string): 'process' | 'nspawn' {
  if (name === 'process' || name === 'nspawn') return name;
  throw new Error(`QUORATE_LAB_MACHINES is process or nspawn, received "${name}"`);
}

function sealOf(name: string): Seal {
  if (name === 'transit') return Seal.transit();
  if (name === 'shamir') return Seal.shamir();
  if (name === 'shamir-after-transit') return Seal.shamir().after(Seal.transit());
  throw new Error(`QUORATE_LAB_SEAL is transit, shamir or shamir-after-transit, received "${name}"`);
}
