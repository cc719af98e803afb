import type { ClusterSpec, Step } from '../../cluster/index.js';
import { bundle, operatorIdentityFor } from '../../custody/index.js';
import { Canary, type CanaryRecord, clientsWith, loginProbe } from '../../drill/index.js';
import { CERTIFICATE_MOUNT, PORTS, reasonOf } from '../../schema/index.js';
import type { Environment } from '../environment.js';

/** A login is two writes and a handshake with two certificates: twenty a second took a third of a small machine. */
const CALM_MS = 200;
/** While leadership moves, for the gap to be measured to a tenth. */
const CLOSE_MS = 50;

/** A canary beside a deploy. Whatever goes wrong with it is told in its record and nowhere else. */
export class WriteMeasurement {
  #canary: Promise<Canary<unknown> | null> | undefined;
  #problem: string | null = null;
  #intervalMs = CALM_MS;

  constructor(
    private readonly environment: Environment,
    private readonly address: string,
    private readonly signal: AbortSignal,
  ) {}

  /** The measurement of this cluster's writes, if it is wanted and clients have one address to write to. */
  static of(environment: Environment, spec: ClusterSpec, signal: AbortSignal): WriteMeasurement | null {
    const { balancer_address, settings } = spec;
    if (balancer_address === null || !settings.measure) return null;
    return new WriteMeasurement(environment, `https://${balancer_address}:${PORTS.api}`, signal);
  }

  start(): void {
    this.#canary = this.#begin().catch((error: unknown) => {
      this.#problem = `The measurement could not begin: ${reasonOf(error)}.`;
      return null;
    });
  }

  /** Measures the step that begins: closely when it moves leadership. */
  follow(step: Step): void {
    this.#intervalMs = step.type === 'step-down' ? CLOSE_MS : CALM_MS;
    void this.#canary?.then((canary) => canary?.pace(this.#intervalMs));
  }

  async stop(): Promise<CanaryRecord> {
    const canary = await this.#canary;
    const samples = await canary?.stop().catch((error: unknown) => {
      this.#problem = `The measurement broke off: ${reasonOf(error)}.`;
    });
    return {
      policy: canary?.policy.name ?? 'none',
      connection: 'fresh',
      samples: samples ?? [],
      problem: this.#problem,
    };
  }

  async #begin(): Promise<Canary<unknown>> {
    const { working, signer } = this.environment;
    const { certificate: cert, key } = await operatorIdentityFor('operator', working, signer);
    const ca = bundle((await signer.authorities()).server);
    const probe = loginProbe(CERTIFICATE_MOUNT, 'gate');
    const canary = new Canary({
      address: this.address,
      connect: clientsWith({ ca, cert, key }),
      probe,
      intervalMs: this.#intervalMs,
      signal: this.signal,
    });
    canary.start();
    return canary as Canary<unknown>;
  }
}
