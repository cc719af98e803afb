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
  for (;;) {
    const { private: privateKey, public: publicKey } = utils.generateKeyPairSync('ed25519', { comment });
    // Of about 270 pairs the library (1.17.0) writes one so that nobody can read it again.
    if (!(utils.parseKey(privateKey) instanceof Error)) return { privateKey, publicKey };
  }
}
