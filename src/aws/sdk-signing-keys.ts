import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';
import type { SigningKeys } from './signing-keys.js';

export class SdkSigningKeys implements SigningKeys {
  readonly #client: KMSClient;

  constructor(private readonly place: AwsPlace) {
    this.#client = new KMSClient(clientSettings(place));
  }

  async publicKey(name: string): Promise<Uint8Array> {
    return await this.#call(`read the public key of ${name}`, async () => {
      const { PublicKey } = await this.#client.send(new GetPublicKeyCommand({ KeyId: name }));
      if (PublicKey === undefined) throw new Error('expected a key of type ECC_NIST_P256, received none');
      return PublicKey;
    });
  }

  async sign(name: string, bytes: Uint8Array): Promise<Uint8Array> {
    // A certificate is shorter than the 4096 bytes that KMS takes as they are.
    const order = { KeyId: name, Message: bytes, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    return await this.#call(`sign with ${name}`, async () => {
      const { Signature } = await this.#client.send(new SignCommand(order));
      if (Signature === undefined) throw new Error('KMS answered without a signature');
      return Signature;
    });
  }

  async #call<T>(action: string, work: () => Promise<T>): Promise<T> {
    return await work().catch((error: unknown) => {
      throw awsFailure(action, this.place.region, error);
    });
  }
}
