import type { SealType } from '../schema/index.js';

/** A key of AWS KMS. */
export interface AwsKmsProps {
  /** Id, alias or ARN of the key. The nodes may encrypt and decrypt with it and describe it. */
  readonly keyId: string;
  readonly region: string;
  /**
   * URL of a server that is not Amazon's.
   * @default Amazon KMS of the region
   */
  readonly endpoint?: string;
  /**
   * Absolute path of a file of credentials on the machines, in the form of the AWS tools.
   * @default the role of the machine
   */
  readonly credentialsFile?: string;
}

/** A key of Azure Key Vault; the machine's managed identity opens it. */
export interface AzureKeyVaultProps {
  readonly tenantId: string;
  readonly vaultName: string;
  readonly keyName: string;
}

/** A key of Google Cloud KMS; the machine's service account opens it. */
export interface GcpCkmsProps {
  readonly project: string;
  readonly region: string;
  readonly keyRing: string;
  readonly cryptoKey: string;
}

/** A key in a hardware security module; its PIN is the engine's variable `VAULT_HSM_PIN` or `BAO_HSM_PIN`. */
export interface Pkcs11Props {
  /** Absolute path of the module's library on the machines. */
  readonly lib: string;
  readonly tokenLabel: string;
  readonly keyLabel: string;
}

type Options = Readonly<Record<string, string>>;

/**
 * What keeps the cluster's root key. With every seal but Shamir nodes unseal by themselves, and the key is the data:
 * without it neither the cluster nor any of its snapshots can be opened again.
 *
 * @example
 * Seal.transit();
 * Seal.awsKms({ keyId: 'alias/vault', region: 'eu-west-1' });
 */
export class Seal {
  /** A transit key of the local platform's own seal server. The default of `Platform.local()`. */
  static transit(): Seal {
    return new Seal('transit');
  }

  /** Shares in the hands of people (or, in a lab, of the lab's own key). Every restart of a node needs them. */
  static shamir(): Seal {
    return new Seal('shamir');
  }

  /** A key of AWS KMS. */
  static awsKms({ keyId, region, endpoint, credentialsFile }: AwsKmsProps): Seal {
    if (endpoint !== undefined && !URL.canParse(endpoint)) {
      throw new Error(`An endpoint is a URL, for example 'https://kms.example.net', received '${endpoint}'`);
    }
    if (credentialsFile !== undefined && !credentialsFile.startsWith('/')) {
      throw new Error(`A credentialsFile is an absolute path on the machines, received '${credentialsFile}'`);
    }
    return new Seal('awskms', {
      kms_key_id: keyId,
      region,
      ...(endpoint && { endpoint }),
      ...(credentialsFile && { credentials_file: credentialsFile }),
    });
  }

  /** A key of Azure Key Vault. Rendered and read by the engine's own parser in tests; never run against Azure. */
  static azureKeyVault({ tenantId, vaultName, keyName }: AzureKeyVaultProps): Seal {
    return new Seal('azurekeyvault', { tenant_id: tenantId, vault_name: vaultName, key_name: keyName });
  }

  /** A key of Google Cloud KMS. Rendered and read by the engine's own parser in tests; never run against Google. */
  static gcpCkms({ project, region, keyRing, cryptoKey }: GcpCkmsProps): Seal {
    return new Seal('gcpckms', { project, region, key_ring: keyRing, crypto_key: cryptoKey });
  }

  /** A key in a hardware security module (Vault Enterprise, OpenBao). Rendered in tests; never run. */
  static pkcs11({ lib, tokenLabel, keyLabel }: Pkcs11Props): Seal {
    return new Seal('pkcs11', { lib, token_label: tokenLabel, key_label: keyLabel });
  }

  private constructor(
    readonly type: SealType,
    /** What the type needs to be told, public. */
    readonly options: Options = {},
    /** The auto-seal that the cluster had before. */
    readonly former: Seal | undefined = undefined,
  ) {}

  /**
   * Names the auto-seal that the cluster leaves for Shamir. The next deploy moves the cluster, in place. Without its key
   * no node could leave it, and no snapshot of its time can ever be opened: drop this once you need none of them.
   *
   * @example
   * Seal.shamir().after(Seal.transit());
   */
  after(former: Seal): Seal {
    if (this.type !== 'shamir' || former.type === 'shamir') {
      throw new Error(
        `Only Shamir comes after an auto-seal, received ${this.type} after ${former.type}; to leave Shamir, name the new seal alone`,
      );
    }
    return new Seal(this.type, this.options, former);
  }
}
