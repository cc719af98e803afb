import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { awsFailure } from './aws-error.js';
import { type AwsPlace, clientSettings } from './client-settings.js';
import type { RoleCredentials, Roles } from './roles.js';

export class SdkRoles implements Roles {
  readonly #client: STSClient;

  constructor(private readonly place: AwsPlace) {
    this.#client = new STSClient(clientSettings(place));
  }

  async assume(role: string, session: string): Promise<RoleCredentials> {
    try {
      const { Credentials } = await this.#client.send(
        new AssumeRoleCommand({ RoleArn: role, RoleSessionName: session }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
        throw new Error('expected credentials, received none');
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      };
    } catch (error) {
      throw awsFailure(`take on ${role}`, this.place.region, error);
    }
  }
}
