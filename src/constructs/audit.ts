import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { auditShipping } from '../schema/index.js';

/**
 * Where the nodes ship their audit logs to, beside the bounded log that each keeps. Every line arrives at least once: a
 * machine is not destroyed before its log is off it. A destination that is away holds no engine up.
 *
 * @example
 * Audit.toFolder('/mnt/audit');
 * Audit.toServer('tls://logs.example.net:6514', { caFile: '/etc/ssl/logs.pem' });
 * Audit.toBucket({ bucket: 'acme-audit', region: 'eu-west-1', prefix: 'prod/' });
 */
export class Audit {
  /** A folder that the machines have mounted, with one file a machine. Whoever owns it rotates it. */
  static toFolder(folder: string): Audit {
    if (!isAbsolute(folder)) throw new Error(`Audit.toFolder takes an absolute path, received '${folder}'`);
    return new Audit(pathToFileURL(folder).href);
  }

  /**
   * A server that reads lines to the end of a connection and then ends it: `tcp://host:port`, `tls://host:port` or
   * `unix:///socket`. It has to keep what it read.
   */
  static toServer(address: string, { caFile }: AuditServerProps = {}): Audit {
    if (address.startsWith('file:'))
      throw new Error("Audit.toServer takes a server's address; a folder is Audit.toFolder");
    return new Audit(address, caFile ?? null);
  }

  /** Object storage, with an object for the lines of every quarter of a minute. Machines only ever write there. */
  static toBucket({ bucket, region, prefix = '', endpoint }: AuditBucketProps): Audit {
    const further = endpoint === undefined ? '' : `&endpoint=${endpoint}`;
    return new Audit(`s3://${bucket}/${prefix}?region=${region}${further}`);
  }

  private constructor(
    readonly shipTo: string,
    readonly caFile: string | null = null,
  ) {
    const { error } = auditShipping.safeParse({ ship_to: shipTo, ca_file: caFile });
    if (error) throw new Error(`An audit log cannot be shipped to '${shipTo}': ${error.issues[0]?.message}`);
  }
}

/** A bucket, by S3's interface. */
export interface AuditBucketProps {
  readonly bucket: string;
  /** For example `eu-west-1`. */
  readonly region: string;
  /**
   * Beginning of every object's name, with a slash at its end.
   * @default none
   */
  readonly prefix?: string;
  /**
   * Address of storage that is not Amazon's.
   * @default Amazon's
   */
  readonly endpoint?: string;
}

/** What else is to be known of a server. */
export interface AuditServerProps {
  /**
   * Absolute path, on the machines, of the authorities that signed the certificate of a `tls` server.
   * @default the authorities that Node trusts
   */
  readonly caFile?: string;
}
