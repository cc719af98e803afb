/** Attributes that hold a secret by their nature, by resource type; `*` is any type. */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  '*': [
    'private_key',
    'private_key_pem',
    'private_key_openssh',
    'private_key_pem_pkcs8',
    'secret_string',
    'secret_binary',
  ],
  aws_secretsmanager_secret_version: ['secret_string', 'secret_binary', 'secret_string_wo'],
  aws_ssm_parameter: ['value', 'insecure_value', 'value_wo'],
  aws_iam_access_key: ['secret', 'ses_smtp_password_v4', 'encrypted_secret'],
  aws_db_instance: ['password', 'password_wo'],
  aws_rds_cluster: ['master_password', 'master_password_wo'],
  aws_kms_ciphertext: ['plaintext'],
  aws_kms_external_key: ['key_material_base64'],
  random_password: ['result', 'bcrypt_hash'],
  tls_private_key: ['private_key_pem', 'private_key_openssh', 'private_key_pem_pkcs8'],
  vault_generic_secret: ['data_json'],
  vault_kv_secret_v2: ['data_json'],
  vault_token: ['client_token'],
  vault_approle_auth_backend_role_secret_id: ['secret_id'],
  kubernetes_secret: ['data', 'binary_data'],
  kubernetes_secret_v1: ['data', 'binary_data'],
  local_sensitive_file: ['content', 'content_base64'],
};

/** Names that say by themselves that the value is a secret, as the last part of an attribute's path. */
const SOUNDS_SECRET =
  /(?:^|[_.-])(?:passw(?:or)?d|passphrase|passwd|secret|secret_?key|private_?key|api_?key|access_?key|client_secret|(?:access|auth|api|bearer|session|refresh|root|client|bootstrap)_?token|token|credentials?|shared_key|connection_string|unseal_keys?|recovery_keys?)(?:_wo|_base64|_pem)?$/i;

const CAMEL = /([a-z0-9])([A-Z])/g;

/** True for an attribute that is known to hold a secret by its resource type. */
export function isSensitiveAttribute(type: string, attribute: string): boolean {
  return list(type).includes(attribute) || list('*').includes(attribute);
}

/** True for an attribute or key that sounds like a secret; only text is masked for its name, never numbers or flags. */
export function soundsSecret(name: string): boolean {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const secret = SOUNDS_SECRET.test(name.replace(CAMEL, '$1_$2'));
  if (judged.size < MOST_JUDGED) judged.set(name, secret);
  return secret;
}

/** A plan has few names and asks for each a thousand times. */
const judged = new Map<string, boolean>();
const MOST_JUDGED = 10_000;

function list(type: string): readonly string[] {
  return Object.hasOwn(BY_TYPE, type) ? (BY_TYPE[type] ?? []) : [];
}
