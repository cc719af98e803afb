import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startAws } from '../../aws/aws-server.js';

const REGION = 'eu-west-1';
const ACCOUNT = { accessKeyId: 'tests', secretAccessKey: 'of-no-use-elsewhere' };

/** What plays AWS for the nodes of a lab, who find their credentials in a file. */
export class EmulatedAws {
  static async start(): Promise<EmulatedAws> {
    return new EmulatedAws(await startAws(), mkdtempSync(path.join(tmpdir(), 'emulated-aws-')));
  }

  private constructor(
    private readonly server: Awaited<ReturnType<typeof startAws>>,
    private readonly folder: string,
  ) {
    const lines = ['[default]', `aws_access_key_id = ${ACCOUNT.accessKeyId}`];
    writeFileSync(this.credentials, [...lines, `aws_secret_access_key = ${ACCOUNT.secretAccessKey}`, ''].join('\n'));
  }

  get url(): string {
    return this.server.url;
  }

  private get credentials(): string {
    return path.join(this.folder, 'credentials');
  }

  /** Makes a bucket; what names it in a stack. */
  async bucket(bucket: string, endpoint = this.url): Promise<Readonly<Record<string, string>>> {
    const client = new S3Client({ region: REGION, endpoint: this.url, forcePathStyle: true, credentials: ACCOUNT });
    const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
    await client.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    client.destroy();
    return { bucket, region: REGION, endpoint, credentialsFile: this.credentials };
  }

  /** Makes a key that unseals; what names it in a stack. */
  async sealKey(endpoint = this.url): Promise<Readonly<Record<string, string>>> {
    const client = new KMSClient({ region: REGION, endpoint: this.url, credentials: ACCOUNT });
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    client.destroy();
    return { keyId: KeyMetadata?.KeyId ?? '', region: REGION, endpoint, credentialsFile: this.credentials };
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
