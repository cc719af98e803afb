import { type SafeText, say } from '../../mask/safe-text.js';
import { field } from '../../value/json.js';

/** Days that a cloud waits before it really deletes a key, when the resource does not say. */
const DEFAULT_WINDOW = 30;

type Cost = (before: unknown) => SafeText;

const COSTS: Readonly<Record<string, Cost>> = {
  quorate_cluster: () => say`all secrets of the cluster are lost, unless a snapshot and its seal are kept elsewhere`,
  quorate_seal: () =>
    say`the transit key is gone at once: no node can unseal, all data is lost, and snapshots cannot be opened`,
  aws_kms_key: (before) =>
    say`the key would be deleted after ${days(before, 'deletion_window_in_days')} days: everything that it encrypts is lost, snapshots included`,
  aws_s3_bucket: (before) =>
    field(before, 'force_destroy') === true
      ? say`the bucket and everything in it is deleted at once`
      : say`the bucket is deleted; the apply fails while there is something in it`,
  aws_ebs_volume: () => say`the volume and its data are deleted at once`,
  aws_efs_file_system: () => say`the file system and its data are deleted at once`,
  aws_db_instance: (before) =>
    field(before, 'skip_final_snapshot') === true
      ? say`the database is deleted at once, without a last snapshot`
      : say`the database is deleted; a last snapshot is kept`,
  aws_rds_cluster: () => say`the database cluster is deleted`,
  aws_dynamodb_table: () => say`the table and its items are deleted at once`,
  aws_secretsmanager_secret: (before) =>
    say`the secret can be restored for ${days(before, 'recovery_window_in_days')} days, then it is gone`,
  aws_route53_zone: () => say`every name in the zone stops resolving, and its name servers change`,
  aws_backup_vault: () => say`the vault is deleted; the apply fails while there are backups in it`,
};

/** What is lost when an object of this type is destroyed. */
export function costOf(type: string, before: unknown): SafeText {
  const cost = Object.hasOwn(COSTS, type) ? COSTS[type] : undefined;
  if (cost !== undefined) return cost(before);
  return /kms|key/.test(type) ? say`everything that the key encrypts is lost` : say`what it holds cannot be made again`;
}

/** The waiting time before a real deletion; zero is a real value and means at once. */
export function days(before: unknown, name: string): number {
  const value = field(before, name);
  return typeof value === 'number' ? value : DEFAULT_WINDOW;
}
