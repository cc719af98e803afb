import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { awsCodeOf, awsFailure } from './aws-error.js';
import { clientSettings } from './client-settings.js';
import type { Secrets, SecretsPlace, SecretValue } from './secrets.js';

const CURRENT = 'AWSCURRENT';
/** A name is free some time after its secret was removed. */
const FREE_AGAIN_MS = 30_000;
const PAUSE_MS = 1_000;

export class SdkSecrets implements Secrets {
  readonly #client: SecretsManagerClient;

  constructor(private readonly place: SecretsPlace) {
    this.#client = new SecretsManagerClient(clientSettings(place));
  }

  async read(name: string): Promise<SecretValue | undefined> {
    return await this.#call(`read ${name}`, ['ResourceNotFoundException', 'InvalidRequestException'], async () => {
      const read = new GetSecretValueCommand({ SecretId: name, VersionStage: CURRENT });
      const { SecretBinary: body, VersionId: version } = await this.#client.send(read);
      if (body === undefined || version === undefined) throw new Error(`${name} holds no bytes: it is not ours`);
      return { body, version };
    });
  }

  async create(name: string, body: Uint8Array): Promise<string | undefined> {
    const { kmsKeyId } = this.place;
    const order = { Name: name, SecretBinary: body, ...(kmsKeyId === null ? {} : { KmsKeyId: kmsKeyId }) };
    const end = performance.now() + FREE_AGAIN_MS;
    for (;;) {
      try {
        return (await this.#client.send(new CreateSecretCommand(order))).VersionId;
      } catch (error) {
        if (awsCodeOf(error) === 'ResourceExistsException') return undefined;
        // Its predecessor is on its way out.
        if (awsCodeOf(error) !== 'InvalidRequestException' || performance.now() > end) throw this.#failed(name, error);
        await wait(PAUSE_MS);
      }
    }
  }

  async replace(name: string, body: Uint8Array): Promise<string | undefined> {
    return await this.#call(`write ${name}`, ['ResourceNotFoundException', 'InvalidRequestException'], async () => {
      const put = new PutSecretValueCommand({ SecretId: name, SecretBinary: body });
      return (await this.#client.send(put)).VersionId;
    });
  }

  async replaceVersion(name: string, body: Uint8Array, version: string): Promise<string | undefined> {
    const none = ['ResourceNotFoundException', 'InvalidRequestException', 'InvalidParameterException'];
    return await this.#call(`write ${name}`, none, async () => {
      // A label of its own: the new value is there, and is not the current one yet.
      const draft = `draft-${randomUUID()}`;
      const put = new PutSecretValueCommand({ SecretId: name, SecretBinary: body, VersionStages: [draft] });
      const { VersionId: made } = await this.#client.send(put);
      const move = { SecretId: name, VersionStage: CURRENT, MoveToVersionId: made, RemoveFromVersionId: version };
      try {
        await this.#client.send(new UpdateSecretVersionStageCommand(move));
        return made;
      } finally {
        const forget = { SecretId: name, VersionStage: draft, RemoveFromVersionId: made };
        await this.#client.send(new UpdateSecretVersionStageCommand(forget)).catch(() => undefined);
      }
    });
  }

  async remove(name: string): Promise<void> {
    const gone = ['ResourceNotFoundException', 'InvalidRequestException'];
    await this.#call(`remove ${name}`, gone, async () => {
      await this.#client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
      return undefined;
    });
  }

  async list(prefix: string): Promise<string[]> {
    const found: string[] = [];
    const query = prefix === '' ? {} : { Filters: [{ Key: 'name' as const, Values: [prefix] }] };
    await this.#call('list the secrets', [], async () => {
      for await (const { SecretList = [] } of paginateListSecrets({ client: this.#client }, query)) {
        found.push(...SecretList.flatMap(({ Name = '', DeletedDate }) => (DeletedDate ? [] : [Name])));
      }
      return undefined;
    });
    return found.filter((name) => name.startsWith(prefix));
  }

  /** @param none codes of refusals that are an answer: there is nothing, or not any more */
  async #call<T>(action: string, none: readonly string[], work: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (none.includes(awsCodeOf(error) ?? '')) return undefined;
      throw this.#failed(action, error);
    }
  }

  #failed(action: string, error: unknown): Error {
    return awsFailure(action, this.place.region, error);
  }
}
