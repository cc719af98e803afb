/** Where a client of Amazon's speaks to. */
export interface AwsPlace {
  /** For example `eu-west-1`. */
  readonly region: string;
  /**
   * Address in place of Amazon's own.
   * @default what `AWS_ENDPOINT_URL` and the shared configuration say, else Amazon
   */
  readonly endpoint?: string | undefined;
}

const CONNECT_MS = 5_000;
const SILENCE_MS = 30_000;
/** Throttled calls wait longer each time; eight take a minute at the most. */
const ATTEMPTS = 8;

function silent(): void {}

/** Settings that all clients share. Credentials come from where Amazon's own programs find them. */
export function clientSettings({ region, endpoint }: AwsPlace) {
  // The library would tell every user of `quorate` which version of Node it will want one day.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, throwOnRequestTimeout: true },
    maxAttempts: ATTEMPTS,
    // What fails is thrown, and told once.
    logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  };
}
