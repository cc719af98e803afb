/** Keys that sign and never leave where they are. Methods throw QuorateError `QRT-AWS`. */
export interface SigningKeys {
  /** SubjectPublicKeyInfo in DER of the key of that name; the key is there before. */
  publicKey(name: string): Promise<Uint8Array>;
  /** ECDSA over the SHA-256 of these bytes, in DER. */
  sign(name: string, bytes: Uint8Array): Promise<Uint8Array>;
}

/** Keys of KMS by Amazon's library, which is loaded here and not before. A name is an alias, an id or an ARN. */
export async function openSigningKeys(place: { region: string; endpoint?: string | undefined }): Promise<SigningKeys> {
  const { SdkSigningKeys } = await import('./sdk-signing-keys.js');
  return new SdkSigningKeys(place);
}
