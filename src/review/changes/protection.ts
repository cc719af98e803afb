import { field } from '../value/json.js';

/** Switches by which a resource refuses to be deleted. */
const SWITCHES = ['deletion_protection', 'enable_deletion_protection', 'deletion_protection_enabled'];

/** Types that hold what cannot be made again. */
const STATEFUL = new Set([
  'quorate_cluster',
  'quorate_seal',
  'aws_kms_key',
  'aws_kms_external_key',
  'aws_kms_replica_key',
  'aws_s3_bucket',
  'aws_ebs_volume',
  'aws_efs_file_system',
  'aws_db_instance',
  'aws_rds_cluster',
  'aws_dynamodb_table',
  'aws_secretsmanager_secret',
  'aws_backup_vault',
  'aws_route53_zone',
  'azurerm_key_vault',
  'azurerm_key_vault_key',
  'google_kms_key_ring',
  'google_kms_crypto_key',
]);

/** True for types whose loss loses data, keys or names. */
export function isStateful(type: string): boolean {
  return STATEFUL.has(type);
}

/** True when the object itself is switched to refuse deletion. */
export function refusesDeletion(values: unknown): boolean {
  return SWITCHES.some((name) => field(values, name) === true);
}
