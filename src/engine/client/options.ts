/** How the client proves itself and whom it trusts. All PEM. */
export interface EngineTls {
  /** Authorities that may have signed the server's certificate. @default the runtime's own roots */
  readonly ca?: string | readonly string[];
  /** Client certificate (chain). @default none is shown */
  readonly cert?: string;
  /** Private key of `cert`. @default none */
  readonly key?: string;
  /** Name that the server's certificate must carry. @default host of the address */
  readonly servername?: string;
}

/** What an {@link EngineClient} is made of. */
export interface EngineClientOptions {
  /** `https://host:port`; anything but https is refused, tokens never travel in clear. */
  readonly address: string;
  /** @default the runtime's own roots, no client certificate */
  readonly tls?: EngineTls;
  /** Asked at every request, so that a renewed token is picked up. @default no token is sent */
  readonly token?: () => string | undefined;
  /** Time for a whole request, answer included, in milliseconds. @default 10000 */
  readonly deadlineMs?: number;
}

/** What one call may change. */
export interface CallOptions {
  /** Ends the call; its reason is what is thrown. @default the call runs to its deadline */
  readonly signal?: AbortSignal;
  /** Milliseconds for this call. @default the client's */
  readonly deadlineMs?: number;
}
