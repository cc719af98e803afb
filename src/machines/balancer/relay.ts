import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** Times that a client speaks until its first request is out: hello, end of the handshake, request, settings. */
const FIRST_REQUEST = 4;

/** One client's connection and the one to its target, passed through byte by byte, half-closes included. */
export class Relay {
  #targetSpokeLast = true;
  #turns = 0;
  #lastByte = performance.now();

  /** @param onEnd called once, when both connections are closed. */
  constructor(
    readonly client: Socket,
    readonly upstream: Socket,
    onEnd: (relay: Relay) => void,
  ) {
    client.on('data', () => this.#heard(false));
    upstream.on('data', () => this.#heard(true));
    // One side's reset is the other side's reset: registered before the pipelines, whose clean-up would send a plain end.
    client.on('error', () => upstream.resetAndDestroy());
    upstream.on('error', () => client.resetAndDestroy());

    let open = 2;
    const closed = (): void => {
      if (--open === 0) onEnd(this);
    };
    client.once('close', closed);
    upstream.once('close', closed);
    pipeline(client, upstream, () => {});
    pipeline(upstream, client, () => {});
  }

  /** Whether the target spoke last and neither side has said anything for that long: no request is under way. */
  isQuiescent(ms: number): boolean {
    return this.#targetSpokeLast && performance.now() - this.#lastByte >= ms;
  }

  /**
   * Whether the target may have spoken last without having answered: it ends a TLS handshake, and over HTTP/2 confirms
   * the settings that come with the first request, while the client is slow or that request hangs.
   */
  get isFirstRequest(): boolean {
    return this.#turns <= FIRST_REQUEST;
  }

  /** Closes both sides in an orderly way. */
  close(): void {
    this.client.destroySoon();
    this.upstream.destroySoon();
  }

  /** Cuts both sides. */
  reset(): void {
    this.client.resetAndDestroy();
    this.upstream.resetAndDestroy();
  }

  #heard(target: boolean): void {
    if (!target && this.#targetSpokeLast) this.#turns += 1;
    this.#targetSpokeLast = target;
    this.#lastByte = performance.now();
  }
}
