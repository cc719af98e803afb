/** How a client library treats a request that failed. */
export interface RetryPolicy {
  readonly name: string;
  /** Requests after the first. */
  readonly retries: number;
  /** Bounds of the wait before the first retry, in milliseconds; the n-th retry waits n times as long. */
  readonly wait: readonly [least: number, most: number];
  /** Redirects followed for one request. */
  readonly redirects: number;
  /** Time for one request, in milliseconds. */
  readonly deadlineMs: number;
}

/**
 * Policies of stock clients, by their own defaults.
 *
 * - `go`: `github.com/hashicorp/vault/api` 1.16 to 1.22: two retries on any answer of 500 and above but 501, on 412, 429
 *   and on broken connections; linear back-off with jitter from 1 to 1.5 s; one redirect; 60 s.
 * - `hvac`: `hvac` 2.4: no retry; redirects as the HTTP library below it follows them; 30 s.
 * - `none`: not even a redirect. What it sees is the cluster, without any client's help.
 */
export const POLICIES = {
  go: { name: 'go', retries: 2, wait: [1_000, 1_500], redirects: 1, deadlineMs: 60_000 },
  hvac: { name: 'hvac', retries: 0, wait: [0, 0], redirects: 30, deadlineMs: 30_000 },
  none: { name: 'none', retries: 0, wait: [0, 0], redirects: 0, deadlineMs: 5_000 },
} as const satisfies Readonly<Record<string, RetryPolicy>>;

/** Wait before the n-th retry, in milliseconds. @param random from 0 to 1 */
export function backOff({ wait: [least, most] }: RetryPolicy, retry: number, random = Math.random()): number {
  return (least + random * (most - least)) * retry;
}
