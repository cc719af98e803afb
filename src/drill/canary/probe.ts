import type { CallOptions, EngineClient } from '../../engine/index.js';

/** What a canary writes, and how it finds out later whether an acknowledged write is still there. */
export interface Probe<T> {
  /** Time between acknowledgement and proof, in milliseconds; null proves everything at the end. */
  readonly proveAfterMs: number | null;
  /** Gives what is needed to prove it. Throws when the write was not acknowledged. */
  write(client: EngineClient, number: number, call: CallOptions): Promise<T>;
  /** Undefined when it can never be told. Throws when it should be asked again. */
  prove(client: EngineClient, number: number, receipt: T, call: CallOptions): Promise<boolean | undefined>;
}
