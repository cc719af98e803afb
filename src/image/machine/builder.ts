import type { SshTarget } from '../../channel/index.js';

/** What a builder is booted from. */
export interface BuilderOrder {
  /** Folder of the unpacked base; it stays as it is. */
  readonly lower: string;
  /** Folder of the builder, empty; all that it changes is kept below it. */
  readonly home: string;
  /** Private half of the only host key that it may show, as OpenSSH writes it. */
  readonly hostKey: string;
  /** Public key that lets root in, for as long as the builder lives. */
  readonly authorizedKey: string;
}

/** A builder that runs. */
export interface Builder {
  readonly host: string;
  readonly user: SshTarget['user'];
  /** Its root file system on this host, also after it was powered off. */
  readonly root: string;
  /** Shuts it down in an orderly way. */
  powerOff(signal?: AbortSignal): Promise<void>;
}

/** Where machines are booted to make images on them: this host, or a cloud. */
export interface Builders {
  boot(order: BuilderOrder, signal?: AbortSignal): Promise<Builder>;
  /** Removes the builder of this folder, wholly or half made, running or not. Nothing happens when there is none. */
  remove(home: string): Promise<void>;
}
