/** A secret as it is now. */
export interface SecretValue {
  readonly body: Uint8Array;
  /** Of this value and of no other. */
  readonly version: string;
}

/**
 * Secrets Manager of one region. Methods throw QuorateError `QRT-AWS`. What the service has no condition for is made of
 * labels: a value becomes the current one only if the label still is where it was seen.
 */
export interface Secrets {
  read(name: string): Promise<SecretValue | undefined>;
  /** Gives the version; undefined when there is a secret of that name already. */
  create(name: string, body: Uint8Array): Promise<string | undefined>;
  /** Whatever was there before. Gives the version; undefined when there is no such secret. */
  replace(name: string, body: Uint8Array): Promise<string | undefined>;
  /** Gives the version; undefined when `version` is not the current one any more. */
  replaceVersion(name: string, body: Uint8Array, version: string): Promise<string | undefined>;
  /** At once, and for good. */
  remove(name: string): Promise<void>;
  /** Names that begin so. */
  list(prefix: string): Promise<string[]>;
}

/** Which secrets: where they are, and the key that encrypts them (null: the account's own for secrets). */
export interface SecretsPlace {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly kmsKeyId: string | null;
}

/** Secrets Manager by Amazon's library, which is loaded here and not before. */
export async function openSecrets(place: SecretsPlace): Promise<Secrets> {
  const { SdkSecrets } = await import('./sdk-secrets.js');
  return new SdkSecrets(place);
}
