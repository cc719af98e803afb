/** A key pair for SSH, in the formats of OpenSSH. */
export interface SshKeyPair {
  /** Secret. */
  readonly privateKey: string;
  /** One line: type, key, comment. */
  readonly publicKey: string;
}

/** Makes an ed25519 key pair. */
export async function newSshKeyPair(comment: string): Promise<SshKeyPair> {
  const { utils } = (await import('ssh2')).default;
  const { private: privateKey, public: publicKey } = utils.generateKeyPairSync('ed25519', { comment });
  return { privateKey, publicKey };
}
